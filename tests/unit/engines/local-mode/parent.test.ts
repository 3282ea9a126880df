import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parentGone } from '../../../../src/engines/local-mode/parent.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('notices that the parent is another process by now, and no sooner', () => {
  let parent = 17;
  const gone = parentGone(() => parent);
  vi.advanceTimersByTime(60_000);
  expect(gone.aborted).toBe(false);
  parent = 1;
  vi.advanceTimersByTime(1000);
  expect(gone.aborted).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
