import { expect, it, vi } from 'vitest';
import { closing } from '../../../../src/serving/http/closing.js';

it('closes once, whoever asks, and says when it is done', async () => {
  const shutDown = vi.fn(async () => undefined);
  const stop = new AbortController();
  const { close, closed } = closing(shutDown, stop.signal);
  expect(shutDown).not.toHaveBeenCalled();
  stop.abort();
  expect(close()).toBe(close());
  await closed;
  expect(shutDown).toHaveBeenCalledOnce();
});

it('begins closed where the signal has been given already', async () => {
  const shutDown = vi.fn(async () => undefined);
  await closing(shutDown, AbortSignal.abort()).closed;
  expect(shutDown).toHaveBeenCalledOnce();
});
