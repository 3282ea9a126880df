import { expect, it } from 'vitest';
import type { CheckReport } from '../../../src/check/report.js';
import { checkText } from '../../../src/cli/check-text.js';

it('shows problems of the job, of the channel, and what is unfinished', () => {
  const report: CheckReport = {
    version: 1,
    accepted: false,
    algorithm: 'kmeans',
    profile: 'first-party',
    problems: [{ code: 'E_J', message: 'No k.', hint: 'Give k.' }],
    channels: [
      {
        channel: 'train',
        paths: ['a.csv', 'b.csv'],
        contentType: 'text/csv',
        accepted: false,
        problems: [{ code: 'E_C', message: 'Wrong.', where: { file: 'a.csv', line: 3 } }],
        problemCount: 10_000,
        complete: false,
        warnings: [{ code: 'W_X', message: 'Odd.' }],
        read: {
          rows: 2,
          features: 2,
          layout: 'dense',
          values: { count: 4, min: 0, max: 1, mean: 0.5, zeros: 1 },
          missing: 1,
          infinite: 2,
          label: { columns: 2, count: 4, min: 0, max: 9, mean: 3 },
        },
      },
    ],
  };
  expect(checkText(report)).toBe(`  error    No k. (E_J)
           Give k.
a.csv, b.csv: refused by kmeans as its train channel (text/csv)
  error    Wrong. (E_C)
           at a.csv, line 3
  … and 9,999 more, then the reading was given up
  warning  Odd. (W_X)
  read     2 good rows of 2 features, dense, float32
  values   0 to 1, mean 0.5, 25.0 % zeros, 1 missing, 2 infinite
  label    2 columns, 0 to 9, mean 3
`);
});
