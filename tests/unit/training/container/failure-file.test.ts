import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFailureFile } from '../../../../src/training/container/failure-file.js';
import { scratch } from '../../library/support.js';

test('the last reason counts, and nothing else is left beside it', async () => {
  const folder = join(await scratch(), 'output');
  await writeFailureFile(join(folder, 'failure'), 'Customer Error: first');
  await writeFailureFile(join(folder, 'failure'), 'Customer Error: Ä');
  expect(readFileSync(join(folder, 'failure'), 'utf8')).toBe('Customer Error: Ä');
  expect(readdirSync(folder)).toEqual(['failure']);
});
