import { expect, test } from 'vitest';
import { UserError } from '../../../src/errors.js';
import { Problems } from '../../../src/training/problems.js';

test('nothing wrong, nothing thrown', () => {
  expect(() => new Problems().throwIfAny('E_ALL')).not.toThrow();
});

test('a single problem is thrown as itself', async () => {
  const problems = new Problems();
  const error = new UserError('E_ONE', 'one', { where: { file: 'a.csv' } });
  expect(await problems.attempt(() => Promise.reject(error))).toBeUndefined();
  expect(() => problems.throwIfAny('E_ALL')).toThrow(error);
});

test('several are listed together, those inside one error too', async () => {
  const problems = new Problems();
  problems.add({ code: 'E_ONE', message: 'one', hint: 'mend it' });
  const issues = [
    { code: 'E_TWO', message: 'two' },
    { code: 'E_THREE', message: 'three' },
  ];
  await problems.attempt(() => {
    throw new UserError('E_BOTH', 'two and three', { issues });
  });
  try {
    problems.throwIfAny('E_ALL');
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({
      code: 'E_ALL',
      message: 'one\ntwo\nthree',
      issues: [{ code: 'E_ONE', message: 'one', hint: 'mend it' }, ...issues],
    });
  }
});

test('what is no UserError is not collected', async () => {
  await expect(new Problems().attempt(() => Promise.reject(new TypeError('bug')))).rejects.toThrow(TypeError);
});

test('work that goes well gives its value', async () => {
  expect(await new Problems().attempt(() => 7)).toBe(7);
});
