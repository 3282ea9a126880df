import { describe, expect, test } from 'vitest';
import { UserError } from '../../../../src/errors.js';
import { memorySource } from '../../../../src/formats/byte-source.js';
import type { AnyRecord, RecordValue } from '../../../../src/formats/recordio/message.js';
import { recordDataset } from '../../../../src/formats/recordio/recordio.js';
import { referenceKernels } from '../../../../src/kernels/reference/index.js';
import { collect } from '../../../support/collect.js';
import { concat, denseRecord, framesOf, sparseRecord } from '../../../support/records.js';

const good = denseRecord([1, 2], [1]);

async function refusal(...pieces: readonly (AnyRecord | Uint8Array)[]): Promise<UserError> {
  const bytes = concat(...pieces.map((piece) => (piece instanceof Uint8Array ? piece : framesOf(piece))));
  const dataset = recordDataset([memorySource('data.pbr', bytes)], { kernels: referenceKernels(), name: 'train' });
  const error = await collect(dataset.blocks()).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

function withFeatures(...features: readonly (readonly [string, RecordValue])[]): AnyRecord {
  return { features: new Map(features), label: new Map() };
}

const vector = { type: 'float32', values: Float32Array.of(1, 2) } as const;
const vector64 = { type: 'float64', values: Float64Array.of(1) } as const;
const bytes = { type: 'bytes', value: [Uint8Array.of(0xff, 0xd8)] } as const;
const labelled = (label: RecordValue): AnyRecord => ({ ...good, label: new Map([['values', label]]) });

describe("refusals in ml-io's words", () => {
  test.each<[string, readonly (AnyRecord | Uint8Array)[], string]>([
    [
      'E_RECORD_HEADER_TRUNCATED',
      [good, Uint8Array.of(0, 0)],
      "The record #1 in the data store 'data.pbr' is corrupt. The record does not have a valid RecordIO header.",
    ],
    [
      'E_RECORD_BAD_MAGIC',
      [good, new Uint8Array(8)],
      "The record #1 in the data store 'data.pbr' is corrupt. The header does not start with the RecordIO magic number.",
    ],
    [
      'E_RECORD_PAYLOAD_TRUNCATED',
      [good, framesOf(good).subarray(0, 20)],
      "The record #1 in the data store 'data.pbr' is corrupt. The record payload has a size of 12 byte(s) while the size specified in the RecordIO header is 44 byte(s).",
    ],
    [
      'E_RECORD_SPLIT_CORRUPT',
      [good, Uint8Array.of(0x0a, 0x23, 0xd7, 0xce, 0, 0, 0, 0x20)],
      "The record #1 in the data store 'data.pbr' is corrupt. Corrupt split Record encountered.",
    ],
    [
      'E_RECORD_PROTOBUF_MALFORMED',
      [good, Uint8Array.of(0x0a, 0x23, 0xd7, 0xce, 4, 0, 0, 0, 7, 7, 7, 7)],
      "The instance #1 in the data store 'data.pbr' contains a corrupt RecordIO-protobuf message.",
    ],
    [
      'E_RECORD_FEATURES_MISSING',
      [withFeatures(['image', vector])],
      "The instance #0 in the data store 'data.pbr' has no feature named 'values'.",
    ],
    [
      'E_RECORD_FEATURES_UNKNOWN',
      [withFeatures(['values', vector], ['image', vector])],
      "The instance #0 in the data store 'data.pbr' has an unknown feature named 'image'.",
    ],
    [
      'E_RECORD_VALUE_UNSUPPORTED',
      [withFeatures(['values', bytes])],
      "The feature 'values' of the instance #0 in the data store 'data.pbr' has an unsupported data type.",
    ],
    [
      'E_RECORD_VALUE_UNSUPPORTED',
      [labelled(bytes)],
      "The feature 'label_values' of the instance #0 in the data store 'data.pbr' has an unsupported data type.",
    ],
    [
      'E_RECORD_TYPE_CHANGED',
      [withFeatures(['values', { ...vector64, values: Float64Array.of(1, 2) }]), withFeatures(['values', vector])],
      "The feature 'values' of the instance #1 in the data store 'data.pbr' has the data type float32 while it is expected to have the data type float64.",
    ],
    [
      'E_RECORD_TYPE_CHANGED',
      [good, labelled(vector64)],
      "The feature 'label_values' of the instance #1 in the data store 'data.pbr' has the data type float64 while it is expected to have the data type float32.",
    ],
    [
      'E_RECORD_LAYOUT_CHANGED',
      [denseRecord([1, 2]), sparseRecord([1], [0], [2])],
      "The feature 'values' of the instance #1 in the data store 'data.pbr' is sparse while it is expected to be dense.",
    ],
    [
      'E_RECORD_LAYOUT_CHANGED',
      [sparseRecord([1], [0], [2]), denseRecord([1, 2])],
      "The feature 'values' of the instance #1 in the data store 'data.pbr' is dense while it is expected to be sparse.",
    ],
    [
      'E_RECORD_SHAPE_MISSING',
      [sparseRecord([1], [0], [])],
      "The sparse feature 'values' of the instance #0 in the data store 'data.pbr' has no shape specified.",
    ],
    [
      'E_RECORD_SHAPE_CHANGED',
      [good, denseRecord([1, 2, 3], [1])],
      "The feature 'values' of the instance #1 in the data store 'data.pbr' has the shape (3) while it is expected to have the shape (2).",
    ],
    [
      'E_RECORD_SHAPE_TOO_LARGE',
      [sparseRecord([1], [0], [2 ** 20, 2 ** 20])],
      "The feature 'values' of the instance #0 in the data store 'data.pbr' has the shape (1048576, 1048576): more than 4294967295 values.",
    ],
    [
      'E_RECORD_VALUE_COUNT',
      [withFeatures(['values', { ...vector, shape: [2, 2] }])],
      "The feature 'values' of the instance #0 in the data store 'data.pbr' has 2 values(s) but a shape of (2, 2).",
    ],
    [
      'E_RECORD_VALUE_COUNT',
      [labelled({ ...vector, shape: [3] })],
      "The feature 'label_values' of the instance #0 in the data store 'data.pbr' has 2 values(s) but a shape of (3).",
    ],
    [
      'E_RECORD_KEYS_VALUES_COUNT',
      [sparseRecord([1], [0, 1], [4])],
      "The sparse feature 'values' of the instance #0 in the data store 'data.pbr' has 2 key(s) but 1 value(s).",
    ],
    [
      'E_RECORD_KEY_OUT_OF_RANGE',
      [sparseRecord([1, 1], [0, 4], [4])],
      "The sparse feature 'values' of the instance #0 in the data store 'data.pbr' has one or more invalid keys.",
    ],
    [
      'E_RECORD_LABEL_CHANGED',
      [good, denseRecord([1, 2])],
      "The instance #1 in the data store 'data.pbr' has 1 feature(s) while it is expected to have 2 features.",
    ],
    [
      'E_RECORD_LABEL_CHANGED',
      [denseRecord([1, 2]), good],
      "The instance #1 in the data store 'data.pbr' has an unknown feature named 'label_values'.",
    ],
    [
      'E_RECORD_LABEL_CHANGED',
      [good, denseRecord([1, 2], [1, 2])],
      "The feature 'label_values' of the instance #1 in the data store 'data.pbr' has the shape (2) while it is expected to have the shape (1).",
    ],
  ])('%s %#', async (code, pieces, message) => {
    const error = await refusal(...pieces);
    expect({ code: error.code, message: error.message }).toEqual({ code, message });
    expect(error.where).toMatchObject({ file: 'data.pbr', record: Number(/#(\d+)/.exec(message)?.[1]) });
  });
});

describe('hints', () => {
  test.each<[string, readonly (AnyRecord | Uint8Array)[], RegExp]>([
    ['a gzip file', [Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0)], /gzip/],
    ['a header written big-endian', [Uint8Array.of(0xce, 0xd7, 0x23, 0x0a, 0, 0, 0, 4)], /big-endian/],
    ['text', [new TextEncoder().encode('1.5,2.5,3.5\n')], /text\/csv/],
    ['anything else', [good, Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7)], /0a 23 d7 ce/],
    ['features of other names', [withFeatures(['in0', vector], ['in1', vector])], /'in0', 'in1'/],
    ['a key that is too large', [sparseRecord([1, 1], [0, 4], [4])], /Key 1 is 4;.*4 features is 3/],
    ['a file that breaks off', [framesOf(good).subarray(0, 30)], /copied or written whole/],
  ])('for %s', async (_, pieces, hint) => {
    expect((await refusal(...pieces)).hint).toMatch(hint);
  });
});
