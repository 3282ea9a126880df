import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Dense, rowMajor } from '../../../src/data/dense.js';
import { UserError } from '../../../src/errors.js';
import { memorySource } from '../../../src/formats/byte-source.js';
import { csvDataset } from '../../../src/formats/csv/csv.js';
import { backends } from './support/backends.js';

type Cell = number | 'nan' | '-0';

interface Expectation {
  readonly labelSize: number;
  readonly rows?: readonly (readonly Cell[])[];
  readonly labels?: readonly (readonly Cell[])[];
  readonly error?: { readonly code: string; readonly line?: number; readonly column?: number };
}

const folder = new URL('../../../fixtures/csv/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.csv'))
  .map((file) => basename(file, '.csv'));

function numbers(rows: readonly (readonly Cell[])[] = []): number[] {
  return rows.flat().map(Number);
}

describe.each(backends)('CSV fixtures, %s', (_, kernels) => {
  test.each(names)('%s', async (name) => {
    const expected = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Expectation;
    const source = memorySource(`${name}.csv`, readFileSync(new URL(`${name}.csv`, folder)));
    const dataset = csvDataset([source], { kernels, name, labelSize: expected.labelSize });
    const matrix = await dataset.readAll?.().catch((error: unknown) => error);
    if (expected.error !== undefined) {
      expect(matrix).toBeInstanceOf(UserError);
      const { code, where } = matrix as UserError;
      expect({ code, line: where?.line, column: where?.column }).toEqual({
        code: expected.error.code,
        line: expected.error.line,
        column: expected.error.column,
      });
      return;
    }
    const rows = expected.rows ?? [];
    const { features, labels } = matrix as { features: Dense; labels?: Float32Array };
    expect(features.shape).toEqual([rows.length, rows[0]?.length]);
    expect([...rowMajor(features)]).toEqual(numbers(rows));
    expect([...(labels ?? [])]).toEqual(numbers(expected.labels));
  });
});
