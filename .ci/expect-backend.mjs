// Reads the answer of `sagelocal doctor --json` on stdin and fails unless the given backend is active.
import { readFileSync } from 'node:fs';

const [expected] = process.argv.slice(2);
const { backend, skipped } = JSON.parse(readFileSync(0, 'utf8'));
if (backend !== expected) {
  console.error(`${expected} was expected, ${backend} is active: ${JSON.stringify(skipped)}`);
  process.exitCode = 1;
}
