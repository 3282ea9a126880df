// Reads the answer of `sagelocal doctor --json` on stdin and fails unless the given backend is active.
import { readFileSync } from 'node:fs';

const [expected] = process.argv.slice(2);
const { active, skipped } = JSON.parse(readFileSync(0, 'utf8'));
if (active !== expected) {
  console.error(`${expected} was expected, ${active} is active: ${JSON.stringify(skipped)}`);
  process.exitCode = 1;
}
