/** Columns of the parquet-testing corpus against pyarrow's numbers, frozen by `freeze.py` beside this file. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileSource } from '../../../src/formats/file-source.js';
import { openParquet, type ParquetFile } from '../../../src/formats/parquet/file.js';
import { fillColumn } from '../../../src/formats/parquet/values.js';
import { sharedFolder } from '../../support/shared.js';

interface Frozen {
  readonly error?: string;
  readonly rows: number;
  readonly columns: Readonly<Record<string, string | null>>;
}

const frozen: Readonly<Record<string, Frozen>> = JSON.parse(
  readFileSync(new URL('pyarrow.json', import.meta.url), 'utf8'),
);
const corpus = sharedFolder('corpora', 'parquet-testing', 'data');

async function digestOf(file: ParquetFile, name: string): Promise<string | undefined> {
  const column = file.columns.find((column) => column.name === name && column.kind !== 'unreadable');
  if (column === undefined) return undefined;
  const hash = createHash('sha256');
  for (const group of file.groups) {
    const values = new Float32Array(group.rows);
    fillColumn(values, { at: 0, stride: 1 }, await file.readColumn(column, group), { ...column, kind: 'float' }, name);
    const bits = new Uint32Array(values.buffer);
    hash.update(bits.map((bits) => ((bits & 0x7fff_ffff) > 0x7f80_0000 ? 0x7fc0_0000 : bits)));
  }
  return hash.digest('hex');
}

describe.skipIf(corpus === undefined)('the numbers of parquet-testing are pyarrow’s', () => {
  const readable = Object.entries(frozen).filter(
    ([, { error, columns }]) => error === undefined && Object.values(columns).some((digest) => digest !== null),
  );

  test.each(readable)('%s', async (name, { rows, columns }) => {
    const file = await openParquet(await fileSource(join(corpus as string, name)));
    expect(file.groups.reduce((sum, group) => sum + group.rows, 0)).toBe(rows);
    for (const [column, digest] of Object.entries(columns)) {
      if (digest !== null) expect([column, await digestOf(file, column)]).toEqual([column, digest]);
    }
  });

  test('no file of the corpus is left out', () => {
    const files = readdirSync(corpus as string).filter((name) => name.endsWith('.parquet'));
    expect(files.sort()).toEqual(Object.keys(frozen).sort());
    expect(readable.length).toBeGreaterThan(25);
  });
});
