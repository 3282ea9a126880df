import { describe, expect, test } from 'vitest';
import { memorySource } from '../../../../src/formats/byte-source.js';
import type { AnyRecord } from '../../../../src/formats/recordio/message.js';
import { readRecords } from '../../../../src/formats/recordio/reader.js';
import { collect } from '../../../support/collect.js';
import { concat, denseRecord, framesOf } from '../../../support/records.js';

const rows = (from: number, to: number) =>
  framesOf(...Array.from({ length: to - from }, (_, i) => denseRecord([from + i, -1], [from + i])));

describe('readRecords', () => {
  test('places every record, in windows and in parts', async () => {
    const bytes = rows(0, 30);
    const found = await collect(readRecords(memorySource('a', bytes, 17)));
    expect(found.map(({ offset }) => offset)).toEqual(Array.from({ length: 30 }, (_, i) => (i * bytes.length) / 30));
    expect(found[4]?.record).toEqual(denseRecord([4, -1], [4]));
  });

  test('holds what it gave out when it goes on', async () => {
    const record: AnyRecord = {
      features: new Map([['image', { type: 'bytes', value: [Uint8Array.of(7)] }]]),
      label: new Map(),
    };
    const bytes = framesOf(record, denseRecord([2]));
    const found = await collect(readRecords(memorySource('a', bytes, 5)));
    bytes.fill(0);
    expect(found[0]?.record.features.get('image')).toEqual({ type: 'bytes', value: [Uint8Array.of(7)] });
  });

  test('says where a broken one is', async () => {
    const bytes = concat(rows(0, 2), Uint8Array.of(0x0a, 0x23, 0xd7, 0xce, 4, 0, 0, 0, 7, 7, 7, 7));
    await expect(collect(readRecords(memorySource('a', bytes)))).rejects.toMatchObject({
      code: 'E_RECORD_PROTOBUF_MALFORMED',
      where: { file: 'a', record: 2, byteOffset: rows(0, 2).length },
    });
  });
});
