import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from '../../../src/formats/crc32c.js';

describe('crc32c', () => {
  it.each([
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, at) => at), 0x46dd794e],
    [Buffer.from('123456789'), 0xe3069283],
  ])('agrees with RFC 3720, %#', (bytes, expected) => expect(crc32c(bytes)).toBe(expected));

  it('is masked as TFRecord has it', () => {
    const crc = crc32c(Buffer.from('foo'));
    expect(maskedCrc32c(Buffer.from('foo'))).not.toBe(crc);
    const rotated = (maskedCrc32c(Buffer.from('foo')) - 0xa282ead8) >>> 0;
    expect(((rotated >>> 17) | (rotated << 15)) >>> 0).toBe(crc);
  });
});
