import { describe, expect, test } from 'vitest';
import { isCsr } from '../../../../src/data/csr.js';
import { type Dense, dense, rowMajor } from '../../../../src/data/dense.js';
import { readAll } from '../../../../src/data/read-all.js';
import { memorySource } from '../../../../src/formats/byte-source.js';
import { readColumns } from '../../../../src/formats/parquet/columns.js';
import { openParquet } from '../../../../src/formats/parquet/file.js';
import { parquetDataset } from '../../../../src/formats/parquet/parquet.js';
import { fillColumn } from '../../../../src/formats/parquet/values.js';
import { ParquetWriter } from '../../../../src/formats/parquet/writer.js';

async function written(...calls: readonly Parameters<ParquetWriter['writeRows']>[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const writer = new ParquetWriter(async (bytes) => void pieces.push(bytes.slice()));
  for (const call of calls) await writer.writeRows(...call);
  await writer.end();
  return Buffer.concat(pieces);
}

const read = (bytes: Uint8Array, labelSize = 1, name = 'a.parquet') =>
  readAll(parquetDataset([memorySource(name, bytes)], { kernels: {}, name, labelSize }));

describe('what is written is read', () => {
  test('dense rows with a label', async () => {
    const values = Float32Array.of(1, -0.1, 3.4e38, Number.NaN, 0, 1e-40);
    const bytes = await written(
      [dense(values, 2, 3), Float32Array.of(0, 1)],
      [dense(values, 2, 3), Float32Array.of(2, 3)],
    );
    const { features, labels } = await read(bytes);
    expect([...rowMajor(features as Dense)]).toEqual([...values, ...values]);
    expect([...(labels ?? [])]).toEqual([0, 1, 2, 3]);
    expect((await openParquet(memorySource('a', bytes))).columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['label', 'float'],
      ['f0', 'float'],
      ['f1', 'float'],
      ['f2', 'float'],
    ]);
  });

  test('sparse rows, and rows without a label', async () => {
    const sparse = {
      rows: 2,
      cols: 3,
      rowStarts: Uint32Array.of(0, 1, 1),
      columns: Uint32Array.of(2),
      values: Float32Array.of(5),
    };
    const { features, labels } = await read(await written([sparse]), 0);
    expect(isCsr(features) ? [] : [...rowMajor(features)]).toEqual([0, 0, 5, 0, 0, 0]);
    expect(labels).toBeUndefined();
  });

  test('nothing at all', async () => {
    await expect(read(await written())).rejects.toMatchObject({ code: 'E_NO_LABELS' });
  });

  test('but not more columns than there can be', async () => {
    const wide = {
      rows: 1,
      cols: 1e6,
      rowStarts: Uint32Array.of(0, 0),
      columns: new Uint32Array(),
      values: new Float32Array(),
    };
    await expect(written([wide])).rejects.toMatchObject({ code: 'E_PARQUET_WIDTH' });
  });
});

describe('what is no such file', () => {
  test.each([
    ['text', Buffer.from('1,2,3\n4,5,6\n'), 'E_PARQUET', /magic bytes not found/],
    ['too short', Buffer.from('PAR1'), 'E_PARQUET', /file size is 4 bytes/],
    ['an encrypted footer', Buffer.from('PARExxxxxxxxPARE'), 'E_PARQUET_ENCRYPTED', /encrypted/],
    [
      'a lying footer',
      Buffer.from('PAR1xxxx\xff\xff\xff\x7fPAR1', 'latin1'),
      'E_PARQUET',
      /^Failed to load parquet data/,
    ],
  ])('%s', async (_, bytes, code, message) => {
    await expect(read(bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('any byte that is changed gives rows or a UserError', async () => {
    const good = await written([dense(Float32Array.of(1, 2, 3, 4), 2, 2), Float32Array.of(0, 1)]);
    for (let at = 0; at < good.length; at++) {
      const bytes = good.slice();
      bytes[at] = (bytes[at] as number) ^ 0x55;
      await read(bytes).catch((error) => expect(error).toMatchObject({ name: 'UserError' }));
    }
  });

  test('a pipe', async () => {
    const { size, slice, ...pipe } = memorySource('a', new Uint8Array());
    await expect(openParquet(pipe)).rejects.toMatchObject({ code: 'E_INPUT_MODE' });
  });
});

test('with a listener, the next file is read where one is bad', async () => {
  const good = memorySource('b', await written([dense(Float32Array.of(1), 1, 1), Float32Array.of(0)]));
  const problems: unknown[] = [];
  const data = parquetDataset([memorySource('a', Buffer.from('x')), good], { kernels: {}, name: 'ab', labelSize: 1 });
  let rows = 0;
  for await (const block of data.blocks({ onProblem: async (explain) => void problems.push(await explain()) })) {
    rows += block.labels?.length ?? 0;
  }
  expect([rows, problems]).toMatchObject([1, [{ code: 'E_PARQUET' }]]);
});

test('columns: the index of pandas is none, nested ones cannot be read', () => {
  const schema = [
    { name: 'root', num_children: 4 },
    { name: 'y', type: 'INT64' },
    { name: 'list', num_children: 1 },
    { name: 'item', type: 'DOUBLE' },
    { name: 'when', type: 'INT64', logical_type: { type: 'TIMESTAMP' } },
    { name: 'i', type: 'INT64' },
  ];
  const key_value_metadata = [{ key: 'pandas', value: JSON.stringify({ index_columns: ['i', { kind: 'range' }] }) }];
  expect(readColumns({ schema, key_value_metadata } as never).map(({ name, kind }) => [name, kind])).toEqual([
    ['y', 'integer'],
    ['list', 'unreadable'],
    ['when', 'unreadable'],
  ]);
});

describe('fillColumn', () => {
  const fill = (values: ArrayLike<unknown>, kind = 'float') => {
    const into = new Float32Array(2 * values.length);
    const found = fillColumn(into, { at: 1, stride: 2 }, values, { name: 'c', kind, type: 'INT64' } as never, 'a');
    return { numbers: [...into].filter((_, index) => index % 2 === 1), ...found };
  };

  test('makes numbers of what Parquet holds', () => {
    expect(fill([1n, true, null, ' 2_0 ', 0.5, undefined], 'text').numbers).toEqual([
      1,
      1,
      Number.NaN,
      20,
      0.5,
      Number.NaN,
    ]);
  });

  test('finds what is not finite', () => {
    expect(fill([1, Number.NaN, 1e39])).toMatchObject({ notFinite: 1, infinite: 2 });
    expect(fill([1])).toMatchObject({ notFinite: -1, infinite: -1 });
  });

  test('refuses text, and a fraction among integers', () => {
    expect(() => fill(['x'], 'text')).toThrow("could not convert string to float: 'x'");
    expect(() => fill([1, 0.5], 'integer')).toThrow('Float value 0.500000 was truncated converting to int64');
  });
});
