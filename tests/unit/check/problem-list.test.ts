import { expect, test } from 'vitest';
import { ProblemList, TooManyProblems } from '../../../src/check/problem-list.js';
import { PlatformError, UserError } from '../../../src/errors.js';

test('the first problems are explained, the rest is counted, and too many end it', async () => {
  const list = new ProblemList(2);
  let explained = 0;
  const explain = async () => new UserError('E_X', `number ${++explained}`, { where: { line: explained }, hint: 'h' });
  for (let i = 0; i < 10_000; i++) await list.listen(explain);
  expect(explained).toBe(2);
  expect(list.shown).toEqual(
    [1, 2].map((line) => ({ code: 'E_X', message: `number ${line}`, where: { line }, hint: 'h' })),
  );
  expect(list.count).toBe(10_000);
  await expect(list.listen(explain)).rejects.toThrow(TooManyProblems);
});

test('an attempt keeps what the user can mend and lets the rest pass', async () => {
  const list = new ProblemList(5);
  expect(await list.attempt(async () => 7)).toBe(7);
  expect(await list.attempt(async () => Promise.reject(new UserError('E_X', 'x')))).toBeUndefined();
  await expect(list.attempt(async () => Promise.reject(new PlatformError('E_Y', 'y')))).rejects.toThrow('y');
  list.addMore(3);
  expect(list.count).toBe(4);
});
