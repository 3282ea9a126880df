import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gentleEnd } from '../../../src/cli/gentle-end.js';
import { Capture } from './support/run.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function io() {
  const [interruption, termination] = [new AbortController(), new AbortController()];
  const causes = { interrupted: interruption.signal, terminated: termination.signal };
  const streams = { stdout: new Capture(), stderr: new Capture() };
  return { io: { ...streams, signal: AbortSignal.any(Object.values(causes)), causes }, interruption, termination };
}

test('SIGTERM asks for an end at once, and makes one when its time is over', () => {
  const { io: world, termination } = io();
  const { signal, stop } = gentleEnd(world, 1000);
  termination.abort(new Error('term'));
  expect([signal.aborted, stop?.aborted]).toEqual([false, true]);
  vi.advanceTimersByTime(999);
  expect(signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(signal.reason).toEqual(new Error('term'));
});

test('Ctrl-C makes an end at once, also one that came before', () => {
  const { io: world, interruption } = io();
  interruption.abort(new Error('int'));
  const { signal, stop } = gentleEnd(world);
  expect([signal.reason, stop?.aborted]).toEqual([new Error('int'), false]);
});

test('whoever does not tell the two apart has one end', () => {
  const { signal } = new AbortController();
  expect(gentleEnd({ stdout: new Capture(), stderr: new Capture(), signal })).toEqual({ signal });
});
