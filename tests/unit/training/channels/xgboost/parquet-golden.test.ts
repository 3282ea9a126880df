import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Csr, isCsr } from '../../../../../src/data/csr.js';
import { withoutMissing } from '../../../../../src/data/join-rows.js';
import { readAll } from '../../../../../src/data/read-all.js';
import { UserError } from '../../../../../src/errors.js';
import { loadKernels } from '../../../../../src/kernels/choose.js';
import { channel } from '../../../../../src/training/channels/channel.js';
import { openXgboostChannel } from '../../../../../src/training/channels/xgboost/open.js';
import { sharedFolder } from '../../../../support/shared.js';

interface Case {
  readonly case: string;
  readonly result: {
    readonly ok: boolean;
    readonly message?: string;
    readonly dmatrix?: { num_row: number; num_col: number; labels: number[]; rows: Record<string, number>[] };
  };
}

const folder = sharedFolder('golden', 'parquet');
const golden = new URL('../../../../golden/xgb-parquet-observed.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { readonly cases: readonly Case[] };
const kernels = await loadKernels();

async function read(name: string) {
  const dataset = await openXgboostChannel(channel(`${folder}/${name}`, { contentType: 'parquet' }), kernels, {});
  return readAll(dataset);
}

/** XGBoost's own files, temporary paths and Python's words around the reason change; the reason stays. */
function reason(message: string): string {
  return message
    .replaceAll(/'[^']*\/([\w-]+?(?:\.parquet)?)-?\d*'/g, "'$1'")
    .split('\n')
    .at(-1)
    ?.replace(/^\S+:\d+: /, '') as string;
}

describe.skipIf(folder === undefined)('Parquet channels as the container with XGBoost 3.0.5 read them', () => {
  test.each(cases.filter(({ result }) => result.ok))('$case is read', async ({ case: name, result }) => {
    const { features, labels } = await read(name);
    const { num_row, num_col, labels: expected, rows } = result.dmatrix as NonNullable<Case['result']['dmatrix']>;
    const csr: Csr = isCsr(features) ? features : withoutMissing(features);
    expect([csr.rows, csr.cols]).toEqual([num_row, num_col]);
    expect([...(labels ?? [])]).toEqual(expected);
    const found = rows.map((_, row) => {
      const [from, to] = [csr.rowStarts[row], csr.rowStarts[row + 1]];
      const values = csr.values.subarray(from, to);
      return Object.fromEntries([...csr.columns.subarray(from, to)].map((column, at) => [column, values[at]]));
    });
    expect(found).toEqual(rows);
  });

  test.each(cases.filter(({ result }) => !result.ok))('$case is refused', async ({ case: name, result }) => {
    const error: unknown = await read(name).catch((error) => error);
    expect(error).toBeInstanceOf(UserError);
    expect(reason((error as UserError).message)).toBe(reason(result.message as string));
  });
});
