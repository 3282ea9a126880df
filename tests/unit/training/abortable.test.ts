import { expect, test } from 'vitest';
import { abortable } from '../../../src/training/abortable.js';

const never = new Promise<never>(() => {});

test('without a signal it is the work itself', async () => {
  const work = Promise.resolve(1);
  expect(abortable(work, undefined)).toBe(work);
});

test('work that ends is passed on, well or badly', async () => {
  const { signal } = new AbortController();
  await expect(abortable(Promise.resolve(1), signal)).resolves.toBe(1);
  await expect(abortable(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
});

test('stuck work is left behind with the reason of the abort', async () => {
  const controller = new AbortController();
  const outcome = abortable(never, controller.signal, 1);
  controller.abort(new Error('enough'));
  await expect(outcome).rejects.toThrow('enough');
  await expect(abortable(never, controller.signal, 1)).rejects.toThrow('enough');
});

test('work that ends soon after the abort has the last word', async () => {
  const controller = new AbortController();
  let end = (_: string) => {};
  const work = new Promise<string>((resolve) => {
    end = resolve;
  });
  const outcome = abortable(work, controller.signal, 60_000);
  controller.abort();
  end('done');
  await expect(outcome).resolves.toBe('done');
});
