import { endianness } from 'node:os';
import { expect, test } from 'vitest';
import { LITTLE_ENDIAN } from '../../../src/data/little-endian.js';

test('the machine is what the system says', () => {
  expect(LITTLE_ENDIAN).toBe(endianness() === 'LE');
});
