import fc from 'fast-check';
import protobuf from 'protobufjs/minimal.js';
import { expect, test } from 'vitest';
import { UserError } from '../../../../src/errors.js';
import { FrameBuffer } from '../../../../src/formats/recordio/frame-buffer.js';
import { varintBytes } from '../../../../src/formats/recordio/row-frames.js';

function payload(bytes: number, put: (frames: FrameBuffer) => void): number[] {
  const frames = new FrameBuffer();
  frames.begin(bytes);
  put(frames);
  frames.end();
  return [...frames.take().subarray(8, 8 + bytes)];
}

test('varints are those of protocol buffers', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.integer(), (unsigned, signed) => {
      const varint = [...new protobuf.Writer().uint32(unsigned).finish()];
      expect(payload(varint.length, (frames) => frames.varint(unsigned))).toEqual(varint);
      expect(varintBytes(unsigned)).toBe(varint.length);
      const int32 = [...new protobuf.Writer().int32(signed).finish()];
      expect(payload(int32.length, (frames) => frames.int32(signed))).toEqual(int32);
    }),
  );
});

test('frames have a header and are padded with zeros', () => {
  const frames = new FrameBuffer();
  frames.push(Uint8Array.of(255, 255, 255, 255));
  frames.take();
  frames.push(Uint8Array.of(1, 2, 3, 4, 5));
  expect([...frames.take()]).toEqual([0x0a, 0x23, 0xd7, 0xce, 5, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0]);
  expect(() => frames.begin(2 ** 29)).toThrow(UserError);
});
