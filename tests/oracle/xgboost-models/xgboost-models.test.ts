import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { XgboostModel } from '../../../src/algorithms/algorithm.js';
import { Booster } from '../../../src/algorithms/xgboost/booster.js';
import { type DumpFormat, dump } from '../../../src/algorithms/xgboost/insight/dump.js';
import { type ImportanceType, importance } from '../../../src/algorithms/xgboost/insight/importance.js';
import {
  decodeXgboostModel,
  encodeXgboostModel,
  xgboostEncoding,
} from '../../../src/artifacts/xgboost-model/xgboost-model.js';
import { type Csr, densify } from '../../../src/data/csr.js';
import { type Dense, dense } from '../../../src/data/dense.js';
import { loadKernels } from '../../../src/kernels/choose.js';

const kernels = await loadKernels();
const here = new URL('./', import.meta.url);

/** What make.py wrote down. */
interface Expected {
  readonly file: string;
  readonly margins: readonly number[];
  readonly rows?: readonly (readonly (number | null)[])[];
  readonly dump?: Readonly<Record<DumpFormat, readonly string[]>>;
  readonly plain?: Readonly<Record<DumpFormat, readonly string[]>>;
  readonly importance?: Readonly<Record<ImportanceType, Readonly<Record<string, number>>>>;
  readonly leaves?: readonly number[];
  readonly contributions?: readonly number[];
  readonly approximate?: readonly number[];
  readonly interactions?: readonly number[];
  readonly firstRounds?: readonly number[];
  readonly lastRounds?: readonly number[];
}

const versions = readdirSync(here)
  .filter((name) => name.startsWith('expected-'))
  .map((name) => JSON.parse(readFileSync(new URL(name, here), 'utf8')));
const models: Expected[] = versions.flatMap(({ models, rows }) =>
  models.map((entry: Expected) => ({ rows, ...entry })),
);

function bytesOf(file: string): Buffer {
  return readFileSync(new URL(`models/${file}`, here));
}

function modelOf(file: string): XgboostModel {
  const bytes = bytesOf(file);
  const encoding = xgboostEncoding(bytes);
  if (encoding === undefined) throw new Error(`${file} is not known`);
  return decodeXgboostModel(bytes, encoding, file);
}

function rowsOf({ rows = [] }: Expected): Dense {
  return dense(
    Float32Array.from(rows.flat(), (value) => value ?? Number.NaN),
    rows.length,
    rows[0]?.length ?? 0,
  );
}

function sparse(rows: Dense): Csr {
  const [count, cols] = rows.shape as [number, number];
  const entries = Array.from(rows.data, (value, at) => ({ value, at })).filter(({ value }) => !Number.isNaN(value));
  const rowStarts = Uint32Array.from(
    { length: count + 1 },
    (_, row) => entries.filter(({ at }) => at < row * cols).length,
  );
  return {
    rows: count,
    cols,
    rowStarts,
    columns: Uint32Array.from(entries, ({ at }) => at % cols),
    values: Float32Array.from(entries, ({ value }) => value),
  };
}

function expectClose(actual: ArrayLike<number>, wanted: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(wanted.length);
  const worst = wanted.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (actual[at] as number)) / Math.max(1, Math.abs(value))),
    0,
  );
  expect(worst).toBeLessThanOrEqual(tolerance);
}

test('there are models of all versions and of all five bodies', () => {
  expect(versions.map(({ version }) => version).sort()).toEqual([
    '0.72.1',
    '0.90',
    '1.0.2',
    '1.2.1',
    '1.7.6',
    '3.0.5',
    '3.2.0',
  ]);
  const bodies = new Set(models.map(({ file }) => xgboostEncoding(bytesOf(file))));
  expect(bodies).toEqual(new Set(['binary', 'json', 'pickle', 'ubjson']));
  expect(models.length).toBeGreaterThan(120);
});

describe('models that real xgboost saved', () => {
  test.each(models.map((entry) => [entry.file, entry] as const))('%s predicts the same', async (file, entry) => {
    const booster = new Booster(modelOf(file), kernels);
    const rows = rowsOf(entry);
    expectClose(await booster.margins(rows), entry.margins, 1e-6);
    expectClose(await booster.margins(sparse(rows)), entry.margins, 1e-6);
  });

  test.each(models.filter(({ file }) => /\.(?:ubj|json|binf)$/.test(file)).map(({ file }) => file))(
    '%s is written back byte for byte',
    (file) => {
      const bytes = bytesOf(file);
      const encoding = xgboostEncoding(bytes);
      expect(Buffer.from(encodeXgboostModel(modelOf(file), encoding as 'json')).equals(bytes)).toBe(true);
    },
  );

  test.each(models.filter(({ file }) => !file.includes('categories')).map((entry) => [entry.file, entry] as const))(
    '%s goes through every body that is written',
    async (file, entry) => {
      const model = modelOf(file);
      for (const encoding of ['ubjson', 'json', 'binary'] as const) {
        if (encoding === 'binary' && new Set(model.baseScore).size > 1) continue;
        const bytes = encodeXgboostModel(model, encoding);
        expect(xgboostEncoding(bytes)).toBe(encoding);
        expectClose(
          await new Booster(decodeXgboostModel(bytes, encoding, file), kernels).margins(rowsOf(entry)),
          entry.margins,
          1e-6,
        );
      }
    },
  );

  test('trees with a vector in each leaf are refused by name', () => {
    const refused = versions.flatMap(({ refused }) => (refused === undefined ? [] : [refused]));
    expect(refused.length).toBe(2);
    for (const file of refused) {
      expect(() => modelOf(file)).toThrow(
        expect.objectContaining({ code: 'E_MODEL_UNSUPPORTED', message: expect.stringMatching(/multi_output_tree/) }),
      );
    }
  });
});

describe('what real xgboost tells of its models', () => {
  const explained = models.filter(({ contributions }) => contributions !== undefined);
  const cases = explained.map((entry) => [entry.file, entry] as const);

  test.each(cases)('%s: trees as text, JSON and dot', (file, { dump: withStats, plain }) => {
    for (const format of Object.keys(plain ?? {}) as DumpFormat[]) {
      expect(dump(modelOf(file), { format })).toEqual(plain?.[format]);
      // Up to version 1.7 drawings have no statistics.
      if (withStats === undefined || (format === 'dot' && file.startsWith('1.7'))) continue;
      const wanted = format === 'dot' ? withStats.dot.map(normalised) : withStats[format];
      const found = dump(modelOf(file), { format, withStats: true });
      expect(format === 'dot' ? found.map(normalised) : found).toEqual(wanted);
    }
  });

  test.each(cases)('%s: importance', (file, { importance: wanted }) => {
    for (const [type, scores] of Object.entries(wanted ?? {})) {
      const found = importance(modelOf(file), type as ImportanceType);
      expect(Object.keys(found).sort()).toEqual(Object.keys(scores).sort());
      for (const [name, score] of Object.entries(scores)) expectClose([found[name] as number], [score], 1e-6);
    }
  });

  test.each(cases)('%s: leaves, contributions, interactions', async (file, entry) => {
    const booster = new Booster(modelOf(file), kernels);
    const rows = rowsOf(entry);
    expectClose(await booster.contributions(rows), entry.contributions as number[], 2e-6);
    if (entry.leaves === undefined) return;
    expect([...(await booster.leaves(rows))]).toEqual(entry.leaves);
    expectClose(await booster.contributions(rows, { approximate: true }), entry.approximate as number[], 2e-6);
    expectClose(await booster.interactions(rows), entry.interactions as number[], 5e-6);
    expectClose(await booster.margins(rows, { iterations: [0, 2] }), entry.firstRounds as number[], 1e-6);
    expectClose(await booster.margins(rows, { iterations: [1, 3] }), entry.lastRounds as number[], 1e-6);
  });

  test.each(cases)('%s: contributions add up to the margin, and interactions to contributions', async (file, entry) => {
    const booster = new Booster(modelOf(file), kernels);
    const rows = rowsOf(entry);
    const contributions = await booster.contributions(rows);
    const width = booster.model.numFeature + 1;
    const sums = (values: Float32Array) =>
      Array.from({ length: values.length / width }, (_, at) =>
        values.subarray(at * width, (at + 1) * width).reduce((sum, value) => sum + value, 0),
      );
    expectClose(sums(contributions), entry.margins, 1e-5);
    expectClose(sums(await booster.interactions(sparse(rows))), [...contributions], 1e-5);
  });
});

/** Up to version 3.0 statistics in a drawing have six decimals; later ones have as many digits as elsewhere. */
function normalised(drawing: string): string {
  return drawing.replace(/(gain|cover)=([-+.\de]+)/g, (_, name, value) => `${name}=${Number(value).toFixed(3)}`);
}

test('a row is dense or sparse, narrow or wide, and the answer is the same', async () => {
  const entry = models.find(({ file }) => file.includes('3.2.0.explained.')) as Expected;
  const booster = new Booster(modelOf(entry.file), kernels);
  const full = densify(sparse(rowsOf(entry)));
  const narrow = dense(
    Float32Array.from({ length: 24 }, (_, at) => full.get(at >> 1, at & 1)),
    12,
    2,
  );
  const padded = dense(
    Float32Array.from({ length: 60 }, (_, at) => (at % 5 < 2 ? full.get(Math.floor(at / 5), at % 5) : Number.NaN)),
    12,
    5,
  );
  expect(await booster.margins(narrow)).toEqual(await booster.margins(padded));
  await expect(booster.margins(dense(new Float32Array(6), 1, 6))).rejects.toMatchObject({ code: 'E_FEATURE_DIM' });
});
