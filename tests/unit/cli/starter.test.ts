import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { whenStarterGone } from '../../../src/cli/starter.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('notices that the parent is another process by now, and no sooner', () => {
  let parent = 17;
  const gone = vi.fn();
  whenStarterGone('17', gone, () => parent);
  vi.advanceTimersByTime(60_000);
  expect(gone).not.toHaveBeenCalled();
  parent = 1;
  vi.advanceTimersByTime(1000);
  expect(gone).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('notices that whoever started it was gone before it looked', () => {
  const gone = vi.fn();
  whenStarterGone('17', gone, () => 1);
  expect(gone).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('works for everybody where nobody is named', () => {
  const gone = vi.fn();
  whenStarterGone(undefined, gone, () => 1);
  expect(gone).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
