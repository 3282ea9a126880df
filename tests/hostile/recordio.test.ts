import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isCsr } from '../../src/data/csr.js';
import { rowsOf } from '../../src/data/dense.js';
import { readAll } from '../../src/data/read-all.js';
import { UserError } from '../../src/errors.js';
import { memorySource } from '../../src/formats/byte-source.js';
import { readRecords, recordDataset } from '../../src/formats/recordio/recordio.js';
import { collect } from '../support/collect.js';
import { hostileFolder as folder, hostileFiles } from '../support/hostile.js';
import { backends } from '../unit/formats/support/backends.js';

/** What we decided where the corpus leaves it open, and what an error must say where it says that there is one. */
const OUTCOMES: Readonly<Record<string, string>> = {
  'bad-magic-first': 'E_RECORD_BAD_MAGIC at record 0, byte 0',
  'bad-magic-second': 'E_RECORD_BAD_MAGIC at record 1, byte 56',
  'big-endian-header': 'E_RECORD_BAD_MAGIC at record 0, byte 0',
  'bytes-value-image': 'E_RECORD_VALUE_UNSUPPORTED at record 0, byte 0',
  'cflag-middle-without-start': 'E_RECORD_SPLIT_CORRUPT at record 0, byte 0',
  'cflag-start-without-end': 'E_RECORD_SPLIT_CORRUPT at record 0, byte 0',
  'empty-file': 'E_RECORD_EMPTY at record undefined, byte undefined',
  'field-number-0': 'E_RECORD_PROTOBUF_MALFORMED at record 0, byte 8',
  'garbage-after-last': 'E_RECORD_HEADER_TRUNCATED at record 1, byte 56',
  'label-two-values': '1 rows',
  'last-padding-missing': '1 rows',
  'legacy-v0-layout': 'E_RECORD_PROTOBUF_MALFORMED at record 0, byte 10',
  'length-4gb': 'E_RECORD_PAYLOAD_TRUNCATED at record 0, byte 0',
  'mixed-dense-sparse': 'E_RECORD_LAYOUT_CHANGED at record 1, byte 56',
  'mixed-dtype': 'E_RECORD_TYPE_CHANGED at record 1, byte 56',
  'nan-inf': '1 rows',
  'nested-length-overrun': 'E_RECORD_PROTOBUF_MALFORMED at record 0, byte 8',
  'no-features': 'E_RECORD_FEATURES_MISSING at record 0, byte 0',
  'no-label': '1 rows',
  'nonzero-padding': '1 rows',
  'packed-length-not-multiple-of-4': 'E_RECORD_PROTOBUF_MALFORMED at record 0, byte 22',
  'ragged-dense': 'E_RECORD_SHAPE_CHANGED at record 1, byte 56',
  'shape-2d': '1 rows',
  'shape-huge': 'E_RECORD_SHAPE_TOO_LARGE at record 0, byte 0',
  'shape-zero': '1 rows',
  'sparse-duplicate-key': '1 rows',
  'sparse-key-2pow63': 'E_RECORD_KEY_OUT_OF_RANGE at record 0, byte 0',
  'sparse-key-equals-shape': 'E_RECORD_KEY_OUT_OF_RANGE at record 0, byte 0',
  'sparse-keys-longer': 'E_RECORD_KEYS_VALUES_COUNT at record 0, byte 0',
  'sparse-no-shape': 'E_RECORD_SHAPE_MISSING at record 0, byte 0',
  'sparse-shape-conflict': 'E_RECORD_SHAPE_CHANGED at record 1, byte 36',
  'sparse-unsorted': '1 rows',
  'split-by-magic-cflag-1-3': 'E_RECORD_PROTOBUF_MALFORMED at record 0, byte 0',
  'truncated-at-1': 'E_RECORD_HEADER_TRUNCATED at record 0, byte 0',
  'truncated-at-4': 'E_RECORD_HEADER_TRUNCATED at record 0, byte 0',
  'truncated-at-55': 'E_RECORD_PAYLOAD_TRUNCATED at record 0, byte 0',
  'truncated-at-7': 'E_RECORD_HEADER_TRUNCATED at record 0, byte 0',
  'truncated-at-8': 'E_RECORD_PAYLOAD_TRUNCATED at record 0, byte 0',
  'truncated-at-9': 'E_RECORD_PAYLOAD_TRUNCATED at record 0, byte 0',
  'uid-invalid-utf8': '1 rows',
  'unknown-group-wire-type': '1 rows',
  'values-key-missing': 'E_RECORD_FEATURES_MISSING at record 0, byte 0',
  'varint-11-bytes': 'E_RECORD_PROTOBUF_MALFORMED at record 0, byte 8',
  'wire-type-6': 'E_RECORD_PROTOBUF_MALFORMED at record 0, byte 56',
  'zero-length-record': 'E_RECORD_FEATURES_MISSING at record 0, byte 0',
};

const files = hostileFiles('recordio-protobuf');

describe.skipIf(folder === undefined).each(backends)('hostile RecordIO, %s', (_, kernels) => {
  test.each(files.map((hostile) => [hostile.file, hostile] as const))('%s', async (file, hostile) => {
    const bytes = readFileSync(join(folder as string, file));
    const dataset = recordDataset([memorySource(file, bytes)], { kernels, name: file });
    const outcome = await readAll(dataset).then(
      ({ features }) => `${isCsr(features) ? features.rows : rowsOf(features)} rows`,
      describeError,
    );
    expect(outcome).toBe(OUTCOMES[file.replace(/^recordio\/|\.pbr$/g, '')] ?? `${hostile.rows} rows`);
    if (hostile.expect !== 'either') expect(outcome.endsWith(' rows')).toBe(hostile.expect === 'ok');
    if (hostile.rows !== undefined) expect(outcome).toBe(`${hostile.rows} rows`);
  });
});

describe.skipIf(folder === undefined)('hostile RecordIO, record by record', () => {
  test.each(files.map(({ file }) => file))('%s ends in records or in a typed error', async (file) => {
    const source = memorySource(file, readFileSync(join(folder as string, file)));
    const outcome = await collect(readRecords(source)).catch((error: unknown) => error);
    if (!Array.isArray(outcome)) expect(outcome).toBeInstanceOf(UserError);
  });
});

function describeError(error: unknown): string {
  expect(error).toBeInstanceOf(UserError);
  const { code, where } = error as UserError;
  return `${code} at record ${where?.record}, byte ${where?.byteOffset}`;
}
