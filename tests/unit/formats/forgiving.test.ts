import { describe, expect, test } from 'vitest';
import { readAll } from '../../../src/data/read-all.js';
import { PlatformError, UserError } from '../../../src/errors.js';
import { type ByteSource, memorySource } from '../../../src/formats/byte-source.js';
import { csvDataset } from '../../../src/formats/csv/csv.js';
import { Stride, tell } from '../../../src/formats/forgiving.js';
import { recordDataset } from '../../../src/formats/recordio/recordio.js';
import { concat, denseRecord, framesOf } from '../../support/records.js';
import { backends } from './support/backends.js';

test('tell hands on what a listener can mend, and throws the rest', async () => {
  const wrong = new UserError('E_X', 'wrong');
  const heard: unknown[] = [];
  const listen = async (explain: () => Promise<UserError>) => void heard.push(await explain());
  await tell(wrong, listen);
  expect(heard).toEqual([wrong]);
  await expect(tell(wrong, undefined)).rejects.toBe(wrong);
  const disk = new PlatformError('E_DISK', 'full');
  await expect(tell(disk, listen)).rejects.toBe(disk);
});

test('a stride is short behind trouble and grows again', () => {
  const stride = new Stride();
  const window = { bytes: new Uint8Array(20_000), offset: 0, final: true, consumed: 1_000 };
  expect(stride.of(window)).toMatchObject({ final: true, rest: false, bytes: { length: 19_000 } });
  stride.shorten();
  expect(stride.of(window)).toMatchObject({ final: false, rest: true, bytes: { length: 1024 } });
  for (let i = 0; i < 5; i++) stride.lengthen();
  expect(stride.of(window)).toMatchObject({ final: true, rest: false });
});

interface Heard {
  readonly code: string;
  readonly line?: number | undefined;
  readonly record?: number | undefined;
}

async function survey(dataset: ReturnType<typeof csvDataset>) {
  const problems: Heard[] = [];
  const rows: number[] = [];
  const origins: number[] = [];
  const onProblem = async (explain: () => Promise<UserError>) => {
    const { code, where } = await explain();
    problems.push({
      code,
      ...(where?.line && { line: where.line }),
      ...(where?.record !== undefined && { record: where.record }),
    });
  };
  for await (const { features, origin } of dataset.blocks({ onProblem })) {
    if ('rowStarts' in features) throw new Error('dense is expected');
    rows.push(...features.data.subarray(0, features.size));
    origins.push(origin?.firstRow ?? -1);
  }
  return { problems, rows, origins };
}

describe.each(backends)('reading behind trouble, %s', (_, kernels) => {
  const csv = (sources: readonly ByteSource[], windowBytes?: number) =>
    csvDataset(sources, { kernels, name: 'data', labelSize: 0, ...(windowBytes && { windowBytes }) });

  test.each([64, 7, undefined])('CSV in windows of %s bytes', async (windowBytes) => {
    const text = 'a,b,c\n1,2\n\n3,x\r\n5,6\n7\n"8,9\n10,11';
    for (const isPipe of [false, true]) {
      const { size, ...pipe } = memorySource('a.csv', Buffer.from(text), 5);
      const { problems, rows } = await survey(
        csv([isPipe || size === undefined ? pipe : { ...pipe, size }], windowBytes),
      );
      expect(problems).toEqual([
        { code: 'E_CSV_HEADER', line: 1 },
        { code: 'E_CSV_NOT_A_NUMBER', line: 4 },
        { code: 'E_CSV_RAGGED', line: 6 },
        { code: 'E_CSV_QUOTE', line: 7 },
      ]);
      expect(rows).toEqual([1, 2, 5, 6, 10, 11]);
    }
  });

  test('a whole file that is none does not hide the next one', async () => {
    const files = ['PK\x03\x04rest', '1,2\n3\n', '4,5,6\n7,8\n'].map((text, i) =>
      memorySource(`${i}.csv`, Buffer.from(text)),
    );
    const { problems, rows } = await survey(csv(files));
    expect(problems.map(({ code }) => code)).toEqual(['E_CSV_BINARY', 'E_CSV_RAGGED', 'E_CSV_RAGGED']);
    expect(rows).toEqual([1, 2, 7, 8]);
  });

  test('a file of bad rows only is no hard work', async () => {
    const { problems } = await survey(csv([memorySource('bad.csv', Buffer.from(`1,2\n${'x,y\n'.repeat(300)}`))]));
    expect(problems).toHaveLength(300);
  });

  test('records: a bad one is passed over, a broken frame ends its file', async () => {
    const good = (...values: number[]) => framesOf(denseRecord(values));
    const first = concat(good(), good(1, 2), good(3), good(4, 5), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const sources = [
      memorySource('a.pbr', first, 11),
      memorySource('b.pbr', concat(good(6, 7), good(8, 9).subarray(0, 20))),
    ];
    const { problems, rows, origins } = await survey(
      recordDataset(sources, { kernels, name: 'data', windowBytes: 60 }),
    );
    expect(problems).toEqual([
      { code: 'E_RECORD_SHAPE_CHANGED', record: 1 },
      { code: 'E_RECORD_SHAPE_CHANGED', record: 2 },
      { code: 'E_RECORD_SHAPE_CHANGED', record: 3 },
      { code: 'E_RECORD_BAD_MAGIC', record: 4 },
      { code: 'E_RECORD_SHAPE_CHANGED', record: 0 },
      { code: 'E_RECORD_PAYLOAD_TRUNCATED', record: 1 },
    ]);
    expect(rows).toEqual([]);
    expect(origins).toEqual([0]);
  });

  test('records: the first good one says what all others must be', async () => {
    const noFeatures = framesOf({ features: new Map(), label: new Map() });
    const file = concat(noFeatures, framesOf(denseRecord([1, 2]), denseRecord([3]), denseRecord([4, 5])));
    const { problems, rows } = await survey(recordDataset([memorySource('a.pbr', file)], { kernels, name: 'data' }));
    expect(problems).toEqual([
      { code: 'E_RECORD_FEATURES_MISSING', record: 0 },
      { code: 'E_RECORD_SHAPE_CHANGED', record: 2 },
    ]);
    expect(rows).toEqual([1, 2, 4, 5]);
  });

  test('without a listener the first of them is thrown', async () => {
    await expect(readAll(csv([memorySource('a.csv', Buffer.from('1,2\n3\n4\n'))]))).rejects.toMatchObject({
      code: 'E_CSV_RAGGED',
    });
  });
});
