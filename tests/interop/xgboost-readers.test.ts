/** The readers and writers of XGBoost's formats against the programs that own them. */
import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convert } from '../../src/convert/convert.js';
import { type Csr, isCsr } from '../../src/data/csr.js';
import type { Dataset } from '../../src/data/dataset.js';
import { type Dense, rowMajor } from '../../src/data/dense.js';

import { withoutMissing } from '../../src/data/join-rows.js';
import { readAll } from '../../src/data/read-all.js';
import { UserError } from '../../src/errors.js';
import { delimitedDataset } from '../../src/formats/dmlc/delimited.js';
import { fileSource } from '../../src/formats/file-source.js';
import { libsvmDataset } from '../../src/formats/libsvm/libsvm.js';
import { openParquet } from '../../src/formats/parquet/file.js';
import { parquetDataset } from '../../src/formats/parquet/parquet.js';
import { fillColumn } from '../../src/formats/parquet/values.js';
import { loadKernels } from '../../src/kernels/choose.js';
import { sharedFolder } from '../support/shared.js';
import { scratch } from '../unit/library/support.js';

/** An interpreter with xgboost, scikit-learn and pyarrow: see bench/peers/requirements-peers.txt. */
const python = process.env.SAGELOCAL_PEERS_PYTHON;
if (python === undefined) {
  console.warn('SKIPPED live xgboost, scikit-learn and pyarrow: set SAGELOCAL_PEERS_PYTHON to a python that has them.');
}
const script = fileURLToPath(new URL('xgboost-readers/read.py', import.meta.url));
const kernels = await loadKernels();

interface Answer {
  readonly error?: string;
  readonly rows: number;
  readonly cols: number;
  readonly labels: number[];
  readonly weights: number[];
  readonly rowStarts: number[];
  readonly columns: number[] & Record<string, number[]>;
  readonly values: number[];
}

async function ask(tasks: readonly object[]): Promise<Answer[]> {
  const path = join(await scratch(), 'tasks.json');
  await writeFile(path, JSON.stringify(tasks));
  const { status, stdout, stderr } = spawnSync(python as string, [script, path], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const bits = (numbers: ArrayLike<number>) => [...new Uint32Array(Float32Array.from(numbers).buffer)];

/** A NaN may carry anything. */
const oneNaN = (bits: number) => ((bits & 0x7fff_ffff) > 0x7f80_0000 ? 0x7fc0_0000 : bits);

/** Ours as XGBoost shows its own: entries of a row in the order of their columns. */
async function ours(dataset: Dataset) {
  try {
    const { features, labels = [], weights = [] } = await readAll(dataset);
    const csr: Csr = isCsr(features) ? features : withoutMissing(features);
    const entries = [...Array(csr.rows).keys()].flatMap((row) => {
      const [from, to] = [csr.rowStarts[row] as number, csr.rowStarts[row + 1] as number];
      const own = [...Array(to - from).keys()].map(
        (at) => [csr.columns[from + at], csr.values[from + at]] as [number, number],
      );
      return own.sort(([a], [b]) => a - b);
    });
    return {
      rows: csr.rows,
      cols: csr.cols,
      labels: bits(labels),
      weights: bits(weights),
      rowStarts: [...csr.rowStarts],
      columns: entries.map(([column]) => column),
      values: bits(entries.map(([, value]) => value)),
    };
  } catch (error) {
    if (error instanceof UserError) return { error: error.message };
    throw error;
  }
}

const number = fc.oneof(
  fc.stringMatching(/^-?\d{1,9}(\.\d{0,12})?$/),
  fc.stringMatching(/^\d{1,21}(\.\d{0,22})?(e[+-]?\d{1,2})?$/),
);
const csvLine = fc
  .array(
    fc.oneof({ weight: 9, arbitrary: number }, fc.constantFrom('', 'abc', 'nan', 'False', '5x', '"1"', '-', ' 7')),
    { minLength: 2, maxLength: 5 },
  )
  .map((cells) => cells.join(','));
const libsvmLine = fc
  .tuple(fc.constantFrom('1', '0', '-2.5'), fc.array(fc.tuple(fc.nat(50), number), { maxLength: 5 }))
  .map(([label, entries]) => [label, ...entries.map(([index, value]) => `${index}:${value}`)].join(' '));

/** Very small numbers have no text that XGBoost reads to the last bit. */
const everyday = fc
  .float({ noNaN: true, min: Math.fround(-1e9), max: Math.fround(1e9) })
  .filter((value) => Math.abs(value) > 1e-6 || value === 0);

describe.skipIf(python === undefined)('what XGBoost itself reads', () => {
  test.each([
    ['CSV', csvLine, '?format=csv&label_column=0', 'csv'],
    ['libsvm', libsvmLine, '?format=libsvm', 'libsvm'],
  ] as const)('%s: the same matrix, to the bit', async (_, line, query, kind) => {
    const folder = await scratch();
    const texts = fc.sample(fc.array(line, { minLength: 1, maxLength: 6 }), { numRuns: 120, seed: 7 });
    const tasks = [];
    const expected = [];
    for (const [index, lines] of texts.entries()) {
      const path = join(folder, `${index}`);
      await writeFile(path, `${lines.join('\n')}\n`);
      tasks.push({ with: 'xgboost', path, query });
      const source = [await fileSource(path)];
      const options = { kernels, name: path };
      expected.push(
        await ours(
          kind === 'csv'
            ? delimitedDataset(source, { ...options, delimiter: ',', weighted: false })
            : libsvmDataset(source, options),
        ),
      );
    }
    for (const [index, theirs] of (await ask(tasks)).entries()) {
      const mine = expected[index] as object;
      if (theirs.error !== undefined)
        expect([texts[index], mine]).toEqual([texts[index], { error: expect.any(String) }]);
      else expect([texts[index], mine]).toEqual([texts[index], theirs]);
    }
  });

  test('a CSV file written here', async () => {
    const folder = await scratch();
    const [libsvm, path] = [join(folder, 'in.libsvm'), join(folder, 'out.csv')];
    const numbers = fc.sample(everyday, { numRuns: 600, seed: 5 });
    const lines = Array.from(
      { length: 300 },
      (_, row) => `${row % 2} 0:${numbers[2 * row]} 2:${numbers[2 * row + 1]}\n`,
    );
    await writeFile(libsvm, lines.join(''));
    await convert({ input: libsvm, output: path, from: 'libsvm' });
    const options = { kernels, name: path, delimiter: ',', weighted: false };
    const [theirs] = await ask([{ with: 'xgboost', path, query: '?format=csv&label_column=0' }]);
    expect(await ours(delimitedDataset([await fileSource(path)], options))).toEqual(theirs);
  });

  test('what scikit-learn wrote as libsvm is read as scikit-learn reads it', async () => {
    const path = join(await scratch(), 'sklearn.libsvm');
    const [theirs] = await ask([{ with: 'sklearn-writes', path }]);
    expect(await ours(libsvmDataset([await fileSource(path)], { kernels, name: path }))).toMatchObject(
      theirs as object,
    );
  });

  test('a libsvm file written here, and so does scikit-learn', async () => {
    const folder = await scratch();
    const [csv, path] = [join(folder, 'in.csv'), join(folder, 'out.libsvm')];
    const numbers = fc.sample(everyday, {
      numRuns: 900,
      seed: 3,
    });
    await writeFile(csv, numbers.map((value, at) => `${value}${at % 3 === 2 ? '\n' : ','}`).join(''));
    await convert({ input: csv, output: path, labelSize: 1 });
    const mine = await ours(libsvmDataset([await fileSource(path)], { kernels, name: path }));
    const [xgboost, sklearn] = await ask([
      { with: 'xgboost', path, query: '?format=libsvm' },
      { with: 'sklearn', path },
    ]);
    expect(mine).toEqual(xgboost);
    expect(mine).toMatchObject(sklearn as object);
  });
});

describe.skipIf(python === undefined)('Parquet', () => {
  test('written here is read by pyarrow', async () => {
    const folder = await scratch();
    const [csv, path] = [join(folder, 'in.csv'), join(folder, 'out.parquet')];
    await writeFile(csv, '1,0.1,nan\n0,-3e7,1e-7\n');
    await convert({ input: csv, output: path, labelSize: 1 });
    const [found] = await ask([{ with: 'pyarrow', path }]);
    expect(found).toEqual({
      rows: 2,
      columns: {
        label: bits([1, 0]),
        f0: bits([0.1, -3e7]),
        f1: bits([Number.NaN, 1e-7]),
      },
    });
  });

  test.each([
    { compression: 'none', use_dictionary: false },
    { compression: 'snappy' },
    { compression: 'zstd', data_page_version: '2.0' },
    { compression: 'gzip', use_dictionary: false, use_byte_stream_split: ['f0', 'f1', 'f2', 'f3'] },
    { compression: 'brotli' },
    { compression: 'lz4' },
  ])('what pyarrow wrote is read: %j', async (options) => {
    const path = join(await scratch(), 'pyarrow.parquet');
    const [theirs] = await ask([{ with: 'pyarrow-writes', path, options }]);
    const data = parquetDataset([await fileSource(path)], { kernels, name: path, labelSize: 1 });
    const { features, labels } = await readAll(data);
    expect(bits(labels ?? [])).toEqual(theirs?.labels);
    expect(bits(rowMajor(features as Dense)).map(oneNaN)).toEqual(theirs?.values.map(oneNaN));
  });

  const corpus = sharedFolder('corpora', 'parquet-testing', 'data');

  test.skipIf(corpus === undefined)(
    'every flat column of numbers in the files of parquet-testing is pyarrow’s',
    async () => {
      const names = (await readdir(corpus as string)).filter((name) => name.endsWith('.parquet') && !UNREAD.has(name));
      const answers = await ask(names.map((name) => ({ with: 'pyarrow', path: join(corpus as string, name) })));
      let compared = 0;
      for (const [index, { error, columns }] of answers.entries()) {
        if (error !== undefined) continue;
        const name = names[index] as string;
        const file = await openParquet(await fileSource(join(corpus as string, name)));
        for (const [columnName, theirs] of Object.entries(columns as Readonly<Record<string, number[]>>)) {
          const column = file.columns.find((column) => column.name === columnName && column.kind !== 'unreadable');
          if (column === undefined) continue;
          const mine: number[] = [];
          for (const group of file.groups) {
            const values = new Float32Array(group.rows);
            fillColumn(
              values,
              { at: 0, stride: 1 },
              await file.readColumn(column, group),
              { ...column, kind: 'float' },
              name,
            );
            mine.push(...bits(values));
          }
          expect([name, columnName, mine.map(oneNaN)]).toEqual([name, columnName, theirs.map(oneNaN)]);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(100);
    },
  );
});

/** Files of the corpus that hyparquet reads otherwise than pyarrow. */
const UNREAD = new Set<string>();
