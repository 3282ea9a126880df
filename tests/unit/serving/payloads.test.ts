import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/formats/byte-source.js';
import { maskedCrc32c } from '../../../src/formats/crc32c.js';
import { type PayloadOptions, payloads } from '../../../src/serving/payloads.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Cut {
  readonly text: string;
  readonly byteOffset: number;
  readonly firstRecord: number;
}

async function cut(content: Uint8Array, options: Partial<PayloadOptions>, chunkBytes?: number): Promise<Cut[]> {
  const all = { splitType: 'Line', batchStrategy: 'MultiRecord', maxPayloadBytes: 8, ...options } as const;
  const found: Cut[] = [];
  for await (const { bytes, byteOffset, firstRecord } of payloads(memorySource('x', content, chunkBytes), all)) {
    found.push({ text: Buffer.from(bytes).toString('latin1'), byteOffset, firstRecord });
  }
  return found;
}

/** A frame with one letter repeated, whole or a part of a record. */
function frame(letter: string, length: number, part = 0): Uint8Array {
  const bytes = new Uint8Array(8 + Math.ceil(length / 4) * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xced7230a, true);
  view.setUint32(4, part * 2 ** 29 + length, true);
  return bytes.fill(letter.charCodeAt(0), 8, 8 + length);
}

describe('payloads of lines', () => {
  it('fills a request up to the limit, to the byte', async () => {
    expect(await cut(bytesOf('aaa\nbbb\ncc\nd\n'), {})).toEqual([
      { text: 'aaa\nbbb\n', byteOffset: 0, firstRecord: 0 },
      { text: 'cc\nd\n', byteOffset: 8, firstRecord: 2 },
    ]);
    expect((await cut(bytesOf('aaa\nbbb\n'), { maxPayloadBytes: 7 })).map(({ text }) => text)).toEqual([
      'aaa\n',
      'bbb\n',
    ]);
  });

  it('gives a line a request with SingleRecord, and none to empty lines, which still count', async () => {
    expect(await cut(bytesOf('a\n\r\n \nb'), { batchStrategy: 'SingleRecord' })).toEqual([
      { text: 'a\n', byteOffset: 0, firstRecord: 0 },
      { text: 'b', byteOffset: 6, firstRecord: 3 },
    ]);
  });

  it('leaves empty lines where they are with MultiRecord', async () => {
    expect((await cut(bytesOf('a\n\nb\n'), {})).map(({ text }) => text)).toEqual(['a\n\nb\n']);
  });

  it('has no request for empty lines alone, wherever the limit cuts', async () => {
    expect((await cut(bytesOf('aaa\nbbb\n\r\n\nc\n'), {})).map(({ text }) => text)).toEqual([
      'aaa\nbbb\n',
      '\r\n\nc\n',
    ]);
    expect(await cut(bytesOf('aaa\nbbb\n\n\n'), {})).toHaveLength(1);
  });

  it('has no request for an empty input', async () => {
    expect(await cut(new Uint8Array(0), {})).toEqual([]);
  });

  it.each([undefined, 1, 2, 3, 5])('refuses a line beyond the limit, read %s bytes at a time', async (chunkBytes) => {
    await expect(cut(bytesOf('aa\nbb\n123456789\n'), {}, chunkBytes)).rejects.toMatchObject({
      name: 'UserError',
      code: 'E_PAYLOAD_TOO_LARGE',
      where: { file: 'x', byteOffset: 6, record: 2 },
    });
  });
});

describe('an input that is not split', () => {
  it('is one request', async () => {
    expect(await cut(bytesOf('{\n}\n'), { splitType: 'None' }, 1)).toEqual([
      { text: '{\n}\n', byteOffset: 0, firstRecord: 0 },
    ]);
  });

  it('is refused beyond the limit before all of it is read', async () => {
    let read = 0;
    const endless = {
      name: 'x',
      open: async () => ({
        read: async (into: Uint8Array) => {
          read += into.length;
          return into.length;
        },
        close: async () => undefined,
      }),
    };
    const options = { splitType: 'None', batchStrategy: 'MultiRecord', maxPayloadBytes: 20 << 20 } as const;
    await expect(payloads(endless, options).next()).rejects.toMatchObject({ code: 'E_PAYLOAD_TOO_LARGE' });
    expect(read).toBeLessThan(64 << 20);
  });
});

describe('payloads of RecordIO', () => {
  const records = Buffer.concat([frame('a', 5), frame('b', 4), frame('c', 3, 1), frame('d', 1, 2), frame('e', 2, 3)]);

  it('keeps padding among several records', async () => {
    const found = await cut(records, { splitType: 'RecordIO', maxPayloadBytes: 40 });
    expect(found).toEqual([
      { text: records.toString('latin1', 0, 28), byteOffset: 0, firstRecord: 0 },
      { text: records.toString('latin1', 28), byteOffset: 28, firstRecord: 2 },
    ]);
  });

  it('strips the last padding of a single record, and keeps the parts of one together', async () => {
    const found = await cut(records, { splitType: 'RecordIO', batchStrategy: 'SingleRecord', maxPayloadBytes: 40 });
    expect(found).toEqual([
      { text: records.toString('latin1', 0, 13), byteOffset: 0, firstRecord: 0 },
      { text: records.toString('latin1', 16, 28), byteOffset: 16, firstRecord: 1 },
      { text: records.toString('latin1', 28, 62), byteOffset: 28, firstRecord: 2 },
    ]);
  });

  it.each([
    ['a bad magic', Buffer.concat([frame('a', 4), bytesOf('garbage!garbage!')])],
    ['a header cut short', Buffer.concat([frame('a', 4), frame('b', 4).subarray(0, 5)])],
    ['a payload cut short', Buffer.concat([frame('a', 4), frame('b', 4).subarray(0, 10)])],
    ['a record without its last part', Buffer.concat([frame('a', 4), frame('b', 4, 1)])],
  ])('hands over %s, for the reader to refuse', async (_, content) => {
    const found = await cut(content, { splitType: 'RecordIO', maxPayloadBytes: 1000 });
    expect(found.map(({ text }) => text).join('')).toBe(content.toString('latin1'));
  });
});

/** A frame as TensorFlow writes it. */
function tfrecord(content: string): Buffer {
  const frame = Buffer.alloc(16 + content.length);
  frame.writeBigUInt64LE(BigInt(content.length), 0);
  frame.writeUInt32LE(maskedCrc32c(frame.subarray(0, 8)), 8);
  frame.write(content, 12, 'latin1');
  frame.writeUInt32LE(maskedCrc32c(frame.subarray(12, 12 + content.length)), 12 + content.length);
  return frame;
}

describe('payloads of TFRecord', () => {
  const frames = [tfrecord('one'), tfrecord(''), tfrecord('three')];
  const records = Buffer.concat(frames);
  const options = { splitType: 'TFRecord', maxPayloadBytes: 40 } as const;

  it.each([undefined, 1, 5, 13])('keeps frames together, read %s bytes at a time', async (chunkBytes) => {
    const found = await cut(records, options, chunkBytes);
    expect(found).toEqual([
      { text: records.toString('latin1', 0, 35), byteOffset: 0, firstRecord: 0 },
      { text: records.toString('latin1', 35), byteOffset: 35, firstRecord: 2 },
    ]);
    const single = await cut(records, { ...options, batchStrategy: 'SingleRecord' }, chunkBytes);
    expect(single.map(({ text, firstRecord }) => [text, firstRecord])).toEqual([
      ['one', 0],
      ['', 1],
      ['three', 2],
    ]);
  });

  it.each([
    ['a length that is not its own', 35, 'has a length that does not fit its check sum'],
    ['other content', 47, 'does not fit its check sum'],
    ['an end that is missing', -1, 'ends in the middle'],
  ])('refuses %s', async (_, at, what) => {
    const bad = Buffer.from(at < 0 ? records.subarray(0, at) : records);
    if (at >= 0) bad[at] = (bad[at] as number) ^ 1;
    await expect(cut(bad, { ...options, maxPayloadBytes: 1000 })).rejects.toMatchObject({
      code: 'E_TFRECORD',
      message: `The TFRecord ${what}.`,
      where: { file: 'x', byteOffset: 35, record: 2 },
    });
  });

  it('asks for no memory because a length does', async () => {
    const huge = Buffer.alloc(64);
    huge.writeBigUInt64LE(2n ** 63n, 0);
    huge.writeUInt32LE(maskedCrc32c(huge.subarray(0, 8)), 8);
    await expect(cut(huge, options)).rejects.toMatchObject({ code: 'E_PAYLOAD_TOO_LARGE' });
  });
});

describe('any way of reading', () => {
  const text = bytesOf('1,2\n3,4\n\n5,6\r\n7,8\n9');
  const frames = Buffer.concat([frame('a', 5), frame('b', 0), frame('c', 3, 1), frame('d', 1, 3), frame('e', 9)]);

  it.each([1, 2, 3, 7, 11])('gives the same requests: %i bytes at a time', async (chunkBytes) => {
    for (const batchStrategy of ['MultiRecord', 'SingleRecord'] as const) {
      const lines = { splitType: 'Line', batchStrategy, maxPayloadBytes: 10 } as const;
      expect(await cut(text, lines, chunkBytes)).toEqual(await cut(text, lines));
      const records = { splitType: 'RecordIO', batchStrategy, maxPayloadBytes: 30 } as const;
      expect(await cut(frames, records, chunkBytes)).toEqual(await cut(frames, records));
    }
  });
});
