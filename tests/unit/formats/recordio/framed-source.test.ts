import { expect, test } from 'vitest';
import { memorySource } from '../../../../src/formats/byte-source.js';
import { firstBytes } from '../../../../src/formats/first-bytes.js';
import { frameHeader } from '../../../../src/formats/recordio/frame-buffer.js';
import { framedSource } from '../../../../src/formats/recordio/framed-source.js';
import { frameRecord } from '../../../../src/formats/recordio/recordio.js';

test.each([0, 1, 3, 4, 300_000])(
  '%i bytes are the payload of one frame, whether their number is known or not',
  async (length) => {
    const payload = Uint8Array.from({ length }, (_, index) => index);
    const frame = frameRecord(payload);
    const whole = memorySource('object', payload);
    const { size, ...unsized } = whole;
    expect(framedSource(whole).size).toBe(frame.length);
    expect(framedSource(unsized).size).toBeUndefined();
    for (const source of [whole, unsized]) {
      expect(Buffer.compare(await firstBytes(framedSource(source), frame.length + 9), frame)).toBe(0);
    }
    expect(size).toBe(length);
  },
);

test('what a frame cannot hold is refused before it is read', async () => {
  const endless = { ...memorySource('object', new Uint8Array(4)), size: 2 ** 29 };
  await expect(framedSource(endless).open()).rejects.toMatchObject({ code: 'E_RECORD_TOO_LARGE' });
  expect(() => frameHeader(2 ** 29)).toThrow(expect.objectContaining({ code: 'E_RECORD_TOO_LARGE' }));
});
