import { describe, expect, it } from 'vitest';
import { splitLines, splitNone, splitRecordIO } from '../../../src/serving/record-splitters.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('splitNone', () => {
  it('waits for the end', () => {
    expect(splitNone(bytesOf('abc'), 0, false)).toBeUndefined();
    expect(splitNone(bytesOf('abc'), 0, true)).toEqual({ end: 3, unpaddedEnd: 3 });
    expect(splitNone(bytesOf(''), 0, true)).toBeUndefined();
  });
});

describe('splitLines', () => {
  it('cuts behind the line end', () => {
    expect(splitLines(bytesOf('a\r\nb'), 0, false)).toEqual({ end: 3, unpaddedEnd: 3 });
    expect(splitLines(bytesOf('a\r\nb'), 3, false)).toBeUndefined();
    expect(splitLines(bytesOf('a\r\nb'), 3, true)).toEqual({ end: 4, unpaddedEnd: 4 });
    expect(splitLines(bytesOf('a\n'), 2, true)).toBeUndefined();
  });
});

describe('splitRecordIO', () => {
  const frame = Uint8Array.of(0x0a, 0x23, 0xd7, 0xce, 5, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0);

  it('knows the content from its padding', () => {
    expect(splitRecordIO(frame, 0, false)).toEqual({ end: 16, unpaddedEnd: 13 });
  });

  it('waits for the padding, unless nothing follows', () => {
    expect(splitRecordIO(frame.subarray(0, 13), 0, false)).toBeUndefined();
    expect(splitRecordIO(frame.subarray(0, 13), 0, true)).toEqual({ end: 13, unpaddedEnd: 13 });
  });

  it('takes no length on its word', () => {
    const lying = frame.slice();
    lying.set([0xff, 0xff, 0xff, 0x1f], 4);
    expect(splitRecordIO(lying, 0, false)).toBeUndefined();
    expect(splitRecordIO(lying, 0, true)).toEqual({ end: 16, unpaddedEnd: 16 });
  });

  it('cuts a header off where its magic is wrong', () => {
    expect(splitRecordIO(new Uint8Array(20), 4, false)).toEqual({ end: 12, unpaddedEnd: 12 });
  });
});
