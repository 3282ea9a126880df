import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { dense } from '../../src/data/dense.js';
import { type AnyRecord, decodeRecord, encodeRecord, type RecordValue } from '../../src/formats/recordio/message.js';
import { encodeRecords, frameRecord } from '../../src/formats/recordio/recordio.js';
import { concat } from '../support/records.js';

/**
 * What the SageMaker SDK read from files that were written here, frozen by `recordio/read.py`. Equal bytes are read equally: the
 * hash stands for the file. To freeze anew:
 *
 *     SAGELOCAL_FREEZE=folder npx vitest run tests/interop/recordio.test.ts
 *     python tests/interop/recordio/read.py folder tests/interop/recordio/read.golden.json
 */
const frozen: Readonly<Record<string, FrozenFile>> = JSON.parse(
  readFileSync(new URL('recordio/read.golden.json', import.meta.url), 'utf8'),
);

interface FrozenFile {
  readonly sha256: string;
  readonly records: readonly FrozenRecord[];
}

interface FrozenRecord {
  readonly features: Readonly<Record<string, FrozenValue>>;
  readonly label: Readonly<Record<string, FrozenValue>>;
  readonly uid?: string;
  readonly metadata?: string;
  readonly configuration?: string;
}

/** Floats are the hexadecimal bytes of float64. */
type FrozenValue = Readonly<Record<string, unknown>> & { readonly type: string };

const awkward = [0, -0, 1, -1.5, 1e-45, 3.4028234663852886e38, Number.NaN, Number.POSITIVE_INFINITY, 0.1];
const csr = {
  rows: 3,
  cols: 70_000,
  rowStarts: Uint32Array.of(0, 3, 3, 4),
  columns: Uint32Array.of(69_999, 0, 300, 5),
  values: Float32Array.of(1, 0, -2.5, 7),
};
const everything: AnyRecord = {
  features: new Map<string, RecordValue>([
    ['values', { type: 'float64', values: Float64Array.of(0.1, -1e300), keys: [3, 1], shape: [2, 2] }],
    ['image', { type: 'bytes', value: [Uint8Array.of(255, 216)], contentType: 'image/jpeg' }],
    ['nothing', { type: 'unset' }],
  ]),
  label: new Map([['score', { type: 'int32', values: Int32Array.of(-7, 7) }]]),
  uid: 'row-1',
  metadata: '{"a": 1}',
  configuration: '{"k": 3}',
};

const files: Readonly<Record<string, Uint8Array>> = {
  'dense-float32.pbr': encodeRecords(dense(Float32Array.from(awkward), 3, 3), [0, 1, -0.5]),
  'dense-float64.pbr': encodeRecords(ndarray(Float64Array.from(awkward), [3, 3]), [0.1, 1, 2], {
    labelType: 'float64',
  }),
  'dense-int32.pbr': encodeRecords(ndarray(Int32Array.of(-1, 0, 2147483647, -2147483648), [2, 2]), [1, -2], {
    labelType: 'int32',
  }),
  'several-labels.pbr': encodeRecords(dense(Float32Array.of(1, 2), 2, 1), [1, 2, 3, 4]),
  'wide.pbr': encodeRecords(
    dense(
      Float32Array.from({ length: 300 }, (_, i) => i),
      1,
      300,
    ),
  ),
  'sparse.pbr': encodeRecords(csr, [1, 2, 3]),
  'every-field.pbr': concat(...[everything, everything].map((record) => frameRecord(encodeRecord(record)))),
};

/** Decodes our own bytes into the words of the frozen file. */
function plain(bytes: Uint8Array): FrozenRecord[] {
  const records: FrozenRecord[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 0; at < bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const { features, label, ...texts } = decodeRecord(bytes.subarray(at + 8, at + 8 + length));
    records.push({ features: plainMap(features), label: plainMap(label), ...texts });
    at += 8 + Math.ceil(length / 4) * 4;
  }
  return records;
}

function plainMap(map: ReadonlyMap<string, RecordValue>): Record<string, FrozenValue> {
  return Object.fromEntries([...map].map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: RecordValue): FrozenValue {
  if (value.type === 'unset') return { type: 'unset' };
  if (value.type === 'bytes') {
    return { type: 'bytes', value: value.value.map(hex), contentType: value.contentType ?? '' };
  }
  const { type, values, keys = [], shape = [] } = value;
  const numbers = Array.from(values, (number) => hex(new Uint8Array(Float64Array.of(number).buffer)));
  return { type, values: numbers, keys, shape };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

const folder = process.env.SAGELOCAL_FREEZE;
if (folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
}

describe.skipIf(folder !== undefined)('the SageMaker SDK reads what is written here', () => {
  test('all of it', () => {
    expect(Object.keys(frozen).sort()).toEqual(Object.keys(files).sort());
  });

  test.each(Object.entries(files))('%s', (name, bytes) => {
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(frozen[name]?.sha256);
    expect(plain(bytes)).toEqual(frozen[name]?.records);
  });
});
