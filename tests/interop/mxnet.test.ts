import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NamedArray } from '../../src/algorithms/algorithm.js';
import { decodeNdarrays, encodeNdarrays } from '../../src/artifacts/mxnet-params.js';

const fixtures = new URL('../../fixtures/mxnet/', import.meta.url);
const frozen = new URL('mxnet/', import.meta.url);

interface Expectation {
  readonly arrays?: readonly { name?: string; shape: number[]; dtype: string; values: string[] }[];
  readonly error?: { code: string; byteOffset: number };
}

function expectationOf(name: string): Expectation {
  return JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8'));
}

/** `nan`, `inf` and `-0.0` as Python writes them. */
function numberOf(text: string, dtype: string): number | bigint {
  if (dtype === 'int64') return BigInt(text);
  if (text.endsWith('inf')) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text.replace('nan', 'NaN'));
}

function typeOf({ values }: NamedArray): string {
  if (values instanceof BigInt64Array) return 'int64';
  return values.constructor.name.replace('Array', '').toLowerCase();
}

describe('arrays that MXNet saved', () => {
  const names = readdirSync(fixtures)
    .filter((name) => name.endsWith('.params'))
    .map((name) => name.replace('.params', ''));

  test('are all described', () => {
    const described = readdirSync(fixtures).filter((name) => name.endsWith('.json'));
    expect(described.map((name) => name.replace('.json', ''))).toEqual(names);
    expect(names.length).toBeGreaterThan(15);
  });

  test.each(names)('%s', (name) => {
    const bytes = readFileSync(new URL(`${name}.params`, fixtures));
    const { arrays, error } = expectationOf(name);
    if (arrays === undefined) {
      expect(() => decodeNdarrays(bytes, name)).toThrow(
        expect.objectContaining({ code: error?.code, where: { file: name, byteOffset: error?.byteOffset } }),
      );
      return;
    }
    const found = decodeNdarrays(bytes, name);
    expect(found.map((array) => ({ name: array.name, shape: array.shape, values: [...array.values] }))).toEqual(
      arrays.map(({ name, shape, dtype, values }) => ({
        name,
        shape,
        values: values.map((text) => numberOf(text, dtype)),
      })),
    );
    expect(found.map(typeOf)).toEqual(arrays.map(({ dtype }) => dtype.replace('float16', 'float32')));
  });

  const rewritable = names.filter((name) => name !== 'float16' && expectationOf(name).arrays !== undefined);

  test.each(rewritable)('%s is written back byte for byte', (name) => {
    const bytes = readFileSync(new URL(`${name}.params`, fixtures));
    expect(Buffer.from(encodeNdarrays(decodeNdarrays(bytes))).equals(bytes)).toBe(true);
  });
});

/** A k-means artifact as the algorithm hands it over: one unnamed array, and the state before the final shrink. */
const centroids = Float32Array.of(0.1, -2.5, 3, 1e-7, 16777216, -0.0);
const written: Readonly<Record<string, readonly NamedArray[]>> = {
  'model_algo-1': [{ shape: [2, 3], values: centroids }],
  state_5f6f1dd2: [
    { name: '0', shape: [2, 3], values: centroids },
    { name: '1', shape: [2, 1], values: Float32Array.of(5001, 1) },
  ],
};

interface Seen {
  readonly mxnet: string;
  readonly files: readonly {
    file: string;
    sha256: string;
    arrays: { name: string | null; shape: number[]; dtype: string; values: number[] }[];
  }[];
}

describe('arrays written here, as MXNet 1.9.1 sees them', () => {
  const seen = JSON.parse(readFileSync(new URL('expected.json', frozen), 'utf8')) as Seen;

  test.each(seen.files)('$file', ({ file, sha256, arrays }) => {
    const bytes = encodeNdarrays(written[file] as readonly NamedArray[]);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(arrays).toEqual(
      written[file]?.map(({ name, shape, values }) => ({
        name: name ?? null,
        shape,
        dtype: 'float32',
        values: [...values],
      })),
    );
  });

  test('every file was shown to it', () => {
    expect(seen.mxnet).toBe('1.9.1');
    expect(seen.files.map(({ file }) => file)).toEqual(Object.keys(written));
  });
});

const python = process.env.SAGELOCAL_MXNET_PYTHON;
if (python === undefined) {
  console.warn('SKIPPED live MXNet: set SAGELOCAL_MXNET_PYTHON to a python with mxnet==1.9.1 and numpy<1.24.');
}

describe.skipIf(python === undefined)('real MXNet, live', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sagelocal-mxnet-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('loads what is written here and sees what is frozen', () => {
    const paths = Object.entries(written).map(([name, arrays]) => {
      writeFileSync(join(folder, name), encodeNdarrays(arrays));
      return join(folder, name);
    });
    const script = new URL('load.py', frozen).pathname;
    const output = execFileSync(python as string, [script, ...paths], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(output)).toEqual(JSON.parse(readFileSync(new URL('expected.json', frozen), 'utf8')));
  });
});
