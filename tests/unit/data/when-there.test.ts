import { expect, it } from 'vitest';
import { whenThere } from '../../../src/data/when-there.js';

it('goes on at once with what is there, and later with what is not', async () => {
  expect(whenThere(1, (value) => value + 1)).toBe(2);
  const later = whenThere(Promise.resolve(1), (value) => value + 1);
  expect(later).toBeInstanceOf(Promise);
  expect(await later).toBe(2);
});
