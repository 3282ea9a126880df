// Reads a report of vitest's json reporter: prints `PASSED FAILED`, appends the names of skipped tests to a file.
//   node .ci/tally.mjs REPORT.json SKIPPED.txt
import { appendFileSync, readFileSync } from 'node:fs';

const [reportPath, skippedPath] = process.argv.slice(2);
const { testResults: files } = JSON.parse(readFileSync(reportPath, 'utf8'));
let [passed, failed] = [0, 0];

for (const { name: file, status, assertionResults: tests } of files) {
  const failedHere = tests.filter((test) => test.status === 'failed').length;
  passed += tests.filter((test) => test.status === 'passed').length;
  // A file that breaks before its first test has no failing test to show for it.
  failed += status === 'failed' ? Math.max(1, failedHere) : failedHere;
  for (const { status: state, fullName } of tests) {
    if (state === 'passed' || state === 'failed') continue;
    appendFileSync(skippedPath, `${file.slice(process.cwd().length + 1)}: ${fullName}\n`);
  }
}
if (passed + failed === 0) throw new Error('no test ran');
console.log(passed, failed);
