import { expect, test } from 'vitest';
import { systemClock } from '../../../src/training/clock.js';

test('tells the time of day and never runs backwards', () => {
  const readings = Array.from({ length: 1000 }, systemClock);
  expect(readings).toEqual([...readings].sort((a, b) => a - b));
  expect(new Date(readings[0] as number).getUTCFullYear()).toBeGreaterThanOrEqual(new Date().getUTCFullYear() - 1);
});
