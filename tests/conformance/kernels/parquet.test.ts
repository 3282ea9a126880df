/** The decoder of the native core against hyparquet: the same cells, or the same error. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dense, dense, rowMajor } from '../../../src/data/dense.js';
import { readAll } from '../../../src/data/read-all.js';
import { UserError } from '../../../src/errors.js';
import { memorySource } from '../../../src/formats/byte-source.js';
import { parquetDataset } from '../../../src/formats/parquet/parquet.js';
import { ParquetWriter } from '../../../src/formats/parquet/writer.js';
import type { ParquetKernels } from '../../../src/kernels/kernels.js';
import { sharedFolder } from '../../support/shared.js';
import { backends } from '../../unit/formats/support/backends.js';

const native = new Map(backends).get('native');
const corpus = sharedFolder('corpora', 'parquet-testing');
const golden = sharedFolder('golden', 'parquet');

/** Counts the columns that were decoded, so that agreement by never decoding anything shows. */
function counted(kernels: ParquetKernels): { readonly kernels: ParquetKernels; decoded: number } {
  const count = {
    decoded: 0,
    kernels: {
      async decodeParquet(...call: Parameters<NonNullable<ParquetKernels['decodeParquet']>>) {
        const columns = (await kernels.decodeParquet?.(...call)) ?? [];
        count.decoded += columns.filter((column) => column !== undefined).length;
        return columns;
      },
    },
  };
  return count;
}

async function outcome(bytes: Uint8Array, kernels: ParquetKernels, labelSize: number): Promise<unknown> {
  try {
    const data = parquetDataset([memorySource('a.parquet', bytes)], { kernels, name: 'a', labelSize });
    const { features, labels } = await readAll(data);
    const cells = rowMajor(features as Dense);
    return { shape: (features as Dense).shape, cells: bitsOf(cells), labels: labels && bitsOf(labels) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: error.code, message: error.message, where: error.where };
  }
}

/** NaN by one pattern of bits. */
function bitsOf(cells: Float32Array): string {
  return Buffer.from(Float32Array.from(cells, (cell) => (Number.isNaN(cell) ? Number.NaN : cell)).buffer).toString(
    'hex',
  );
}

async function agree(bytes: Uint8Array, labelSize: number): Promise<number> {
  const count = counted(native as ParquetKernels);
  expect(await outcome(bytes, count.kernels, labelSize)).toEqual(await outcome(bytes, {}, labelSize));
  return count.decoded;
}

const filesOf = (folder: string | undefined) =>
  folder === undefined
    ? []
    : (readdirSync(folder, { recursive: true }) as string[])
        .filter((name) => name.endsWith('.parquet'))
        .map((name) => [name, join(folder, name)] as const);

describe.skipIf(native === undefined)('native and hyparquet', () => {
  test.skipIf(corpus === undefined)('agree on every file of parquet-testing', async () => {
    let decoded = 0;
    for (const [name, path] of filesOf(corpus)) {
      for (const labelSize of [0, 1])
        decoded += await agree(readFileSync(path), labelSize).catch((cause) => {
          throw new Error(name, { cause });
        });
    }
    expect(decoded).toBeGreaterThan(20);
  });

  test.skipIf(golden === undefined)('agree on what pandas wrote', async () => {
    let decoded = 0;
    for (const [, path] of filesOf(golden)) decoded += await agree(readFileSync(path), 1);
    expect(decoded).toBeGreaterThan(20);
  });

  test('agree on what is written here, whatever byte is changed in it', async () => {
    const good = await written();
    expect(await agree(good, 1)).toBe(4);
    const change = fc.record({ at: fc.nat(good.length - 1), mask: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, mask }) => {
        const bytes = good.slice();
        bytes[at] = (bytes[at] as number) ^ mask;
        await agree(bytes, 1);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test('a length that does not fit is refused', async () => {
    const request = { rows: 2, labelSize: 0, chunks: [undefined] };
    const output = { labels: new Float32Array(), features: new Float32Array(1) };
    await expect(native?.decodeParquet?.(new Uint8Array(), request, output)).rejects.toThrow(RangeError);
  });
});

async function written(): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const writer = new ParquetWriter(async (bytes) => void pieces.push(bytes.slice()));
  const rows = 50;
  const cells = Float32Array.from({ length: 3 * rows }, (_, cell) => (cell % 7 === 0 ? Number.NaN : cell / 3));
  await writer.writeRows(
    dense(cells, rows, 3),
    Float32Array.from({ length: rows }, (_, row) => row % 2),
  );
  await writer.end();
  return Buffer.concat(pieces);
}
