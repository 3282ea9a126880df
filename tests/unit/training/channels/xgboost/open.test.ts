import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Csr, isCsr } from '../../../../../src/data/csr.js';
import type { Matrix, Warning } from '../../../../../src/data/dataset.js';
import { withoutMissing } from '../../../../../src/data/join-rows.js';
import { readAll } from '../../../../../src/data/read-all.js';
import { UserError } from '../../../../../src/errors.js';
import type { ImageVersion } from '../../../../../src/formats/dmlc/content-types.js';
import { loadKernels } from '../../../../../src/kernels/choose.js';
import { channel } from '../../../../../src/training/channels/channel.js';
import { openXgboostChannel } from '../../../../../src/training/channels/xgboost/open.js';

interface GoldenMatrix {
  readonly num_row: number;
  readonly num_col: number;
  readonly labels: readonly (number | 'NaN')[];
  readonly weights: readonly number[];
  readonly group_ptr?: readonly number[];
  readonly csr?: { readonly indptr: number[]; readonly indices: number[]; readonly data: number[] };
}

interface GoldenCase {
  readonly case: string;
  readonly content_type: string;
  readonly csv_weights: number;
  /** One character a byte. */
  readonly files: Readonly<Record<string, string>>;
  readonly result: {
    readonly ok: boolean;
    readonly dmatrix?: GoldenMatrix | null;
    readonly message?: string;
    readonly warnings?: readonly string[];
  };
}

function golden(name: string): { readonly cases: readonly GoldenCase[] } {
  return JSON.parse(readFileSync(new URL(`../../../../golden/${name}.json`, import.meta.url), 'utf8'));
}

/** What XGBoost did there is undefined: it read memory that is not its own, or an order that is not kept. */
const UNDEFINED = new Set([
  'csv_last_cell_space_final_line',
  'svm_label_text_later',
  'svm_label_nan',
  'svm_huge_index',
]);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagelocal-xgboost-'));
});
afterAll(() => rm(folder, { recursive: true }));

const kernels = await loadKernels();

async function read(
  { case: name, content_type, csv_weights, files }: GoldenCase,
  imageVersion: ImageVersion = '3.0-5',
) {
  const root = join(folder, name);
  await mkdir(root, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), Buffer.from(text, 'latin1'));
  }
  const warnings: Warning[] = [];
  const dataset = await openXgboostChannel(channel(root, { contentType: content_type }), kernels, {
    csvWeights: csv_weights === 1,
    imageVersion,
  });
  const matrix = await readAll(dataset, { onWarning: (warning) => warnings.push(warning) });
  return { matrix, warnings };
}

function csrOf({ features }: Matrix): Csr {
  return isCsr(features) ? features : withoutMissing(features);
}

/** XGBoost sorts the entries of a row when the matrix is asked for; the reader keeps them as they are. */
function sortedRows(matrix: Csr): Csr {
  const order = [...matrix.columns.keys()];
  const rowOf = (entry: number) => matrix.rowStarts.findIndex((start) => start > entry);
  order.sort((a, b) => rowOf(a) - rowOf(b) || (matrix.columns[a] as number) - (matrix.columns[b] as number) || a - b);
  return {
    ...matrix,
    columns: matrix.columns.map((_, at) => matrix.columns[order[at] as number] as number),
    values: matrix.values.map((_, at) => matrix.values[order[at] as number] as number),
  };
}

/** Where a query starts, and where the last one ends. */
function groups(queryIds: Float64Array): number[] {
  const starts = [...queryIds].flatMap((id, row) => (row === 0 || id !== queryIds[row - 1] ? [row] : []));
  return [...starts, queryIds.length];
}

/** The part of a message that does not name XGBoost's own source files. */
function stable(message: string): string {
  return (message.split('\n').at(-1) ?? '')
    .replace(/^\S+:\d+: /g, '')
    .replace(/^\S+:\d+: /, '')
    .trim();
}

function expectGolden(matrix: Matrix, expected: GoldenMatrix): void {
  const { num_row, num_col, labels, weights, csr, group_ptr } = expected;
  const { rows, cols, rowStarts, columns, values } = sortedRows(csrOf(matrix));
  expect([rows, cols]).toEqual([num_row, num_col]);
  expect([...(matrix.labels ?? [])]).toEqual(labels.map(Number));
  expect([...(matrix.weights ?? [])]).toEqual(weights);
  expect({ indptr: [...rowStarts], indices: [...columns], data: [...values] }).toEqual(csr);
  // XGBoost 1.7.6 was not asked for its groups.
  if (group_ptr !== undefined) expect(groups(matrix.queryIds as Float64Array)).toEqual(group_ptr);
}

const cases = golden('xgb-train-input-observed').cases.filter(({ case: name }) => !UNDEFINED.has(name));

describe('training input as the container with XGBoost 3.0.5 read it', () => {
  test.each(cases.filter(({ result }) => result.ok && result.dmatrix))('$case is read', async (given) => {
    expectGolden((await read(given)).matrix, given.result.dmatrix as GoldenMatrix);
  });

  test.each(cases.filter(({ result }) => !(result.ok && result.dmatrix)))('$case is refused', async (given) => {
    const error: unknown = await read(given).catch((error) => error);
    expect(error).toBeInstanceOf(UserError);
    const { message } = given.result;
    if (message === undefined) expect((error as UserError).code).toBe('E_CHANNEL_EMPTY');
    else expect(stable((error as UserError).message)).toBe(stable(message));
  });
});

/** There the files were given to XGBoost itself, past the container's checks; those that the checks let through are compared. */
describe('training input as XGBoost 1.7.6 read it', () => {
  const older = new Map(golden('xgb-train-input-observed-1.7.6').cases.map(({ case: name, result }) => [name, result]));
  // The order of several files is that of hashes.
  const readByBoth = cases.filter(
    ({ case: name, result, files }) =>
      result.ok && result.dmatrix && older.get(name)?.ok && Object.keys(files).length === 1,
  );

  test.each(readByBoth)('$case is read', async (given) => {
    const { matrix } = await read({ ...given, case: `1.7.6-${given.case}` }, '1.7-1');
    expectGolden(matrix, older.get(given.case)?.dmatrix as GoldenMatrix);
  });

  test('that is most of them', () => {
    expect(readByBoth.length).toBeGreaterThan(90);
  });
});
