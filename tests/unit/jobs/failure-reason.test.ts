import { expect, test } from 'vitest';
import { AlgorithmError, PlatformError, UserError } from '../../../src/errors.js';
import { failureReason } from '../../../src/jobs/failure-reason.js';

const user = new UserError('E_X', 'No rows.', { where: { file: 'a.csv', line: 3 } });

test.each([
  [user, 'first-party', 'ClientError: No rows. (a.csv, line 3), exit code: 2'],
  [new AlgorithmError('E_X', 'It broke.'), 'first-party', 'AlgorithmError: It broke., exit code: 1'],
  [new PlatformError('E_X', 'Disk: full.'), 'first-party', 'InternalServerError: Disk: full.'],
  [new Error('oops'), 'first-party', 'AlgorithmError: oops (caused by Error)\n\nCaused by: oops, exit code: 1'],
  [user, 'xgboost', 'AlgorithmError: framework error: \nNo rows. (a.csv, line 3), exit code: 1'],
] as const)('%s, %s', (error, profile, text) => {
  expect(failureReason(error, profile)).toBe(text);
});

test('1,024 characters, and none of them halved', () => {
  const reason = failureReason(new UserError('E_X', '😀'.repeat(2000)));
  expect([...reason]).toHaveLength(1024);
  expect(encodeURIComponent(reason)).toMatch(/^ClientError/);
});
