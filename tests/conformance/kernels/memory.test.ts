/** Every backend does what src/kernels/interface/memory.ts says. */
import { describe, expect, test } from 'vitest';
import { backends } from '../support/kernels.js';

describe.each(backends)('%s', (_, kernels) => {
  test('room for rows is as many zeros as were asked for', () => {
    for (const bytes of [0, 48, 6 << 20]) {
      const room = kernels.roomForRows(bytes);
      expect(room).toHaveLength(bytes);
      expect(room.every((byte) => byte === 0)).toBe(true);
    }
  });
});
