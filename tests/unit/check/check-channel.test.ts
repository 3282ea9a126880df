import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import type { Algorithm } from '../../../src/algorithms/algorithm.js';
import { kmeans } from '../../../src/algorithms/kmeans/index.js';
import { type CheckOptions, checkChannel } from '../../../src/check/check-channel.js';
import type { LabelRule } from '../../../src/check/label-rules.js';
import { dense } from '../../../src/data/dense.js';
import { encodeRecords } from '../../../src/formats/recordio/recordio.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { channel } from '../../../src/training/channels/channel.js';
import { file } from '../cli/support/files.js';
import { scratch } from '../library/support.js';
import { fakeAlgorithm } from '../training/support/fake-algorithm.js';

const kernels = await loadKernels();

/** Stands for the supervised algorithms: reads float32 records only, and needs a label. */
const fake = fakeAlgorithm() as unknown as Algorithm;
const supervised: Algorithm = {
  ...fake,
  channels: { ...fake.channels, defaultLabelSize: 1, tensorTypes: ['float32'] },
};
const REQUIRED: LabelRule = { label: 'required' };
const BINARY: LabelRule = { label: 'required', classes: () => ({ count: 2, says: '0 or 1' }) };

function check(algorithm: unknown, path: string, contentType?: string, options: Partial<CheckOptions> = {}) {
  return checkChannel(algorithm as Algorithm, channel(path, { contentType }), { kernels, ...options });
}

const csv = async (
  algorithm: unknown,
  text: string,
  contentType = 'text/csv;label_size=1',
  options: Partial<CheckOptions> = {},
) => check(algorithm, await file('a.csv', text), contentType, options);

const codes = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);

describe('what is accepted', () => {
  test('k-means reads clean CSV', async () => {
    expect(await csv(kmeans, '0,1.5,2\n1,3,4\n')).toMatchObject({
      channel: 'train',
      contentType: 'text/csv;label_size=1',
      accepted: true,
      problems: [],
      problemCount: 0,
      complete: true,
      warnings: [],
      read: { rows: 2, features: 2, label: { columns: 1 } },
    });
  });

  test('sparse records', async () => {
    const rows = {
      rows: 2,
      cols: 9,
      rowStarts: Uint32Array.of(0, 1, 1),
      columns: Uint32Array.of(8),
      values: Float32Array.of(1),
    };
    const report = await check(kmeans, await file('a.pbr', encodeRecords(rows)));
    expect(report).toMatchObject({ accepted: true, read: { layout: 'sparse', values: { zeros: 17 } } });
  });
});

describe('all problems are told', () => {
  test('with line, column and a cap', async () => {
    const { problems, problemCount, accepted, read } = await csv(
      kmeans,
      `h,x,y\n1,2,3\n${'1,2\n'.repeat(5)}1,x,2\n4,5,6\n`,
      undefined,
      { mostShown: 3 },
    );
    expect(accepted).toBe(false);
    expect(codes(problems)).toEqual(['E_CSV_HEADER', 'E_CSV_RAGGED', 'E_CSV_RAGGED']);
    expect(problems.map(({ where }) => where?.line)).toEqual([1, 3, 4]);
    expect(problemCount).toBe(7);
    expect(read?.rows).toBe(2);
  });

  test('reading is given up where everything is wrong', async () => {
    const options = { mostCounted: 100 };
    const { complete, problemCount } = await csv(kmeans, `1,2\n${'x\n'.repeat(150)}`, undefined, options);
    expect({ complete, problemCount }).toEqual({ complete: false, problemCount: 100 });
  });

  test('missing and infinite values in the words of SageMaker, where they stand', async () => {
    const { problems } = await csv(kmeans, '1,2,3\n\n1,nan,3\n');
    expect(problems).toMatchObject([
      {
        code: 'E_NOT_FINITE',
        message: expect.stringContaining('Found missing (NaN) values'),
        where: { line: 3, column: 2 },
      },
    ]);
    const records = await check(
      kmeans,
      await file('a.pbr', encodeRecords(dense(Float32Array.of(1, 2, 3, Infinity), 2, 2))),
    );
    expect(records.problems).toMatchObject([
      { message: expect.stringContaining('infinite'), where: { record: 1, byteOffset: 32 } },
    ]);
  });

  test('the width that feature_dim promises', async () => {
    expect(
      codes((await csv(kmeans, '1,2,3\n', undefined, { hyperparameters: { feature_dim: '2' } })).problems),
    ).toEqual([]);
    expect((await csv(kmeans, '1,2,3\n', undefined, { hyperparameters: { feature_dim: '3' } })).problems).toMatchObject(
      [
        {
          code: 'E_FEATURE_DIM',
          message: expect.stringContaining(
            "feature_dim hyperparameter '3' doesn't match train data dimensionality '2'",
          ),
        },
      ],
    );
  });

  test('a content type, a path, a size of labels', async () => {
    expect(
      codes(
        (
          await csv(
            { ...fake, channels: { ...fake.channels, contentTypes: ['application/x-recordio-protobuf'] } },
            '1,2\n',
          )
        ).problems,
      ),
    ).toEqual(['E_CONTENT_TYPE']);
    expect(codes((await check(kmeans, 'no-such.csv', 'text/csv')).problems)).toEqual(['E_CHANNEL_NOT_FOUND']);
    expect(codes((await csv(kmeans, '1\n')).problems)).toEqual(['E_LABEL_SIZE']);
    expect(codes((await csv(kmeans, '\n\n')).problems)).toEqual(['E_CSV_EMPTY']);
  });
});

describe('a supervised algorithm', () => {
  test('needs a label', async () => {
    expect((await csv(supervised, '1,2\n', 'text/csv;label_size=0', { labelRule: REQUIRED })).problems).toMatchObject([
      { code: 'E_LABEL_SIZE', message: expect.stringContaining('Label size on train dataset found to be 0') },
    ]);
    const unlabelled = await check(
      supervised,
      await file('a.pbr', encodeRecords(dense(Float32Array.of(1), 1, 1))),
      undefined,
      { labelRule: REQUIRED },
    );
    expect(codes(unlabelled.problems)).toEqual(['E_LABEL_SIZE']);
  });

  test('has its classes', async () => {
    const { problems, problemCount } = await csv(supervised, '0,1\n1,2\n\n2,3\n-1,4\nnan,5\n', undefined, {
      labelRule: BINARY,
    });
    expect(problems).toMatchObject([
      { code: 'E_LABEL', where: { line: 4, column: 1 }, hint: 'Labels must be 0 or 1.' },
      { code: 'E_LABEL', where: { line: 5 } },
      { code: 'E_NOT_FINITE', where: { line: 6 } },
    ]);
    expect(problemCount).toBe(3);
  });

  test('reads float32 only, and the rest of the file is looked at all the same', async () => {
    const path = await file('a.pbr', encodeRecords(ndarray(Float64Array.of(1, Number.NaN), [2, 1]), [0, 1]));
    expect(codes((await check(supervised, path, undefined, { labelRule: BINARY })).problems)).toEqual([
      'E_TENSOR_TYPE',
      'E_NOT_FINITE',
    ]);
    expect(codes((await check(kmeans, path)).warnings)).toContain('W_TENSOR_TYPE');
  });
});

describe('warnings', () => {
  const rows = (line: (row: number) => string, count = 60) =>
    Array.from({ length: count }, (_, row) => `${line(row)}\n`).join('');
  const real = (row: number) => `${Math.sin(row)},${Math.cos(row * 3)}`;

  test.each<[string, unknown, string, string, Partial<CheckOptions>]>([
    ['W_LABEL_SIZE_ABSENT', kmeans, rows(real), 'text/csv', {}],
    ['W_FIRST_COLUMN_LABEL', kmeans, rows((row) => `${row % 3},${real(row)}`), 'text/csv;label_size=0', {}],
    ['W_FIRST_COLUMN_ROW_NUMBER', kmeans, rows((row) => `${row},${real(row)}`), 'text/csv;label_size=0', {}],
    ['W_CONSTANT_COLUMNS', kmeans, rows((row) => `${real(row)},7`), 'text/csv;label_size=0', {}],
    ['W_MINI_BATCH_SIZE', kmeans, rows(real), 'text/csv;label_size=0', { hyperparameters: { mini_batch_size: '61' } }],
    [
      'W_LABEL_ROW_NUMBER',
      supervised,
      rows((row) => `${row},${real(row)}`),
      'text/csv;label_size=1',
      { labelRule: REQUIRED },
    ],
    [
      'W_LABEL_ONE_BASED',
      supervised,
      rows((row) => `${1 + (row % 3)},${real(row)}`),
      'text/csv;label_size=1',
      { labelRule: REQUIRED },
    ],
    [
      'W_LABEL_GAPS',
      supervised,
      rows((row) => `${(row % 3) * 2},${real(row)}`),
      'text/csv;label_size=1',
      { labelRule: REQUIRED, hyperparameters: { predictor_type: 'multiclass_classifier' } },
    ],
  ])('%s', async (code, algorithm, text, contentType, options) => {
    const report = await csv(algorithm, text, contentType, options);
    expect(report.accepted).toBe(true);
    expect(codes(report.warnings)).toEqual([code]);
  });

  test('none of them on data that is as it should be', async () => {
    const text = rows((row) => `${row % 2},${real(row)}`);
    const options = {
      labelRule: BINARY,
      hyperparameters: { mini_batch_size: '60', predictor_type: 'binary_classifier' },
    };
    expect((await csv(supervised, text, 'text/csv;label_size=1', options)).warnings).toEqual([]);
    const ratings = rows((row) => `${1 + (row % 5)},${real(row)}`);
    expect(
      (
        await csv(supervised, ratings, undefined, {
          labelRule: REQUIRED,
          hyperparameters: { predictor_type: 'regressor' },
        })
      ).warnings,
    ).toEqual([]);
  });

  test('of the reader: hidden files, missing padding', async () => {
    const folder = join(await scratch(), 'train');
    await mkdir(folder);
    const bytes = encodeRecords(
      dense(
        Float32Array.from({ length: 29 }, (_, i) => i),
        1,
        29,
      ),
    );
    const unpadded = bytes.subarray(0, 8 + (bytes[4] as number) + 256 * (bytes[5] as number));
    await writeFile(join(folder, 'a.pbr'), unpadded);
    await writeFile(join(folder, '.DS_Store'), 'x');
    expect(codes((await check(kmeans, folder)).warnings)).toEqual(['W_CHANNEL_FILES_SKIPPED', 'W_RECORD_PADDING']);
  });
});

test('several paths are one channel', async () => {
  const [one, two] = [await file('1.csv', '1,2\n'), await file('2.csv', '1,2,3\n4,5\n')];
  const both = { ...channel(one, { contentType: 'text/csv;label_size=0' }), morePaths: [two] };
  const report = await checkChannel(kmeans as unknown as Algorithm, both, { kernels });
  expect(report).toMatchObject({
    paths: [one, two],
    problems: [{ code: 'E_CSV_RAGGED', where: { file: two, line: 1 } }],
    read: { rows: 2 },
  });
});
