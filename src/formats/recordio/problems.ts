import { UserError, type Where } from '../../errors.js';
import { type RecordProblemCode, type RecordSchema, type ScanProblem, TENSOR_TYPES } from '../../kernels/kernels.js';
import { nextRecord, payloadReadings } from '../../kernels/reference/record-frames.js';
import { describeRecords } from '../../kernels/reference/records.js';
import { type AnyRecord, decodeRecord, encodeRecord } from './message.js';
import { frameRecord } from './writer.js';

type Problem = ScanProblem<RecordProblemCode>;

/** Where the bytes that were scanned come from. */
export interface ScannedBytes {
  readonly bytes: Uint8Array;
  readonly file: string;
  /** Of `bytes` in the file. */
  readonly offset: number;
  /** Records of the file before `bytes`. */
  readonly records: number;
  /** What the first record said all others must be; absent where the problem is in the first one. */
  readonly schema?: RecordSchema | undefined;
}

/**
 * What is wrong, in the words of ml-io, the reader of the first-party algorithms, with the code `E_RECORD_` + the problem's name.
 * @see https://github.com/awslabs/ml-io/blob/master/src/mlio/recordio_protobuf_reader.cc
 */
export function recordError(problem: Problem, scanned: ScannedBytes): UserError {
  const culprit = new Culprit(problem, scanned);
  const where: Where = { file: scanned.file, record: culprit.index, byteOffset: scanned.offset + problem.offset };
  const hint = hintFor(problem, culprit);
  const code = `E_RECORD_${problem.code.toUpperCase().replaceAll('-', '_')}`;
  return new UserError(code, MESSAGES[problem.code](problem, culprit), { where, ...(hint !== undefined && { hint }) });
}

/** The record to blame, read again at leisure: the fast scanner keeps no names and no shapes. */
class Culprit {
  readonly #problem: Problem;
  readonly #scanned: ScannedBytes;
  readonly record: AnyRecord | undefined;
  readonly index: number;
  /** The first bytes of it. */
  readonly head: Uint8Array;

  constructor(problem: Problem, scanned: ScannedBytes) {
    this.#problem = problem;
    this.#scanned = scanned;
    this.index = scanned.records + problem.row;
    this.head = scanned.bytes.subarray(problem.offset, problem.offset + 8);
    this.record = readAgain(scanned.bytes, problem.offset);
  }

  /** What ml-io calls it once the frame is read. */
  get place(): string {
    return `instance #${this.index} in the data store '${this.#scanned.file}'`;
  }

  get frame(): string {
    return `The record #${this.index} in the data store '${this.#scanned.file}' is corrupt.`;
  }

  get schema(): RecordSchema | undefined {
    return this.#scanned.schema;
  }

  get otherFeatures(): readonly string[] {
    return [...(this.record?.features.keys() ?? [])].filter((name) => name !== 'values');
  }

  /** ml-io's name of the tensor to blame: labels carry a prefix there. */
  get tensor(): 'values' | 'label_values' {
    if (this.record === undefined) return 'values';
    const found = describeRecords(frameRecord(encodeRecord({ features: this.record.features, label: new Map() })), {
      final: true,
    });
    if (found === undefined || 'code' in found) return 'values';
    const isTypeOfFeatures = this.#problem.code === 'type-changed' && found.featureType !== this.schema?.featureType;
    return isTypeOfFeatures ? 'values' : 'label_values';
  }

  /** The shape of the tensor to blame, as its writer put it. */
  get shape(): string {
    const value = (this.tensor === 'values' ? this.record?.features : this.record?.label)?.get('values');
    return value !== undefined && 'shape' in value ? (value.shape ?? []).join(', ') : '';
  }
}

function readAgain(bytes: Uint8Array, offset: number): AnyRecord | undefined {
  try {
    const record = nextRecord(bytes, offset, true);
    return record && decodeFirst(payloadReadings(record));
  } catch {
    // Frames that are broken themselves hold nothing to tell.
    return undefined;
  }
}

/** @throws the first reading's error where none can be decoded */
export function decodeFirst(readings: readonly Uint8Array[]): AnyRecord {
  let firstError: unknown;
  for (const payload of readings) {
    try {
      return decodeRecord(payload);
    } catch (error) {
      firstError ??= error;
    }
  }
  throw firstError;
}

const MESSAGES: Readonly<Record<RecordProblemCode, (problem: Problem, culprit: Culprit) => string>> = {
  'header-truncated': (_, { frame }) => `${frame} The record does not have a valid RecordIO header.`,
  'bad-magic': (_, { frame }) => `${frame} The header does not start with the RecordIO magic number.`,
  'payload-truncated': ({ expected, actual }, { frame }) =>
    `${frame} The record payload has a size of ${actual} byte(s) while the size specified in the RecordIO header is ${expected} byte(s).`,
  'split-corrupt': (_, { frame }) => `${frame} Corrupt split Record encountered.`,
  'protobuf-malformed': (_, { place }) => `The ${place} contains a corrupt RecordIO-protobuf message.`,
  'features-missing': (_, { place }) => `The ${place} has no feature named 'values'.`,
  'features-unknown': (_, { place, otherFeatures }) =>
    `The ${place} has an unknown feature named '${otherFeatures[0] ?? ''}'.`,
  'value-unsupported': (_, { place, tensor }) =>
    `The feature '${tensor}' of the ${place} has an unsupported data type.`,
  'type-changed': ({ expected, actual }, { place, tensor }) =>
    `The feature '${tensor}' of the ${place} has the data type ${typeName(actual)} while it is expected to have the data type ${typeName(expected)}.`,
  'layout-changed': (_, { place, schema }) =>
    schema?.layout === 'sparse'
      ? `The feature 'values' of the ${place} is dense while it is expected to be sparse.`
      : `The feature 'values' of the ${place} is sparse while it is expected to be dense.`,
  'shape-missing': (_, { place, tensor }) => `The sparse feature '${tensor}' of the ${place} has no shape specified.`,
  'shape-changed': ({ expected, actual }, { place }) =>
    `The feature 'values' of the ${place} has the shape (${actual}) while it is expected to have the shape (${expected}).`,
  'shape-too-large': ({ expected }, { place, tensor, shape }) =>
    `The feature '${tensor}' of the ${place} has the shape (${shape}): more than ${expected} values.`,
  'value-count': ({ actual }, { place, tensor, shape }) =>
    `The feature '${tensor}' of the ${place} has ${actual} values(s) but a shape of (${shape}).`,
  'keys-values-count': ({ expected, actual }, { place, tensor }) =>
    `The sparse feature '${tensor}' of the ${place} has ${expected} key(s) but ${actual} value(s).`,
  'key-out-of-range': (_, { place }) => `The sparse feature 'values' of the ${place} has one or more invalid keys.`,
  'label-changed': ({ expected, actual }, { place }) => {
    if (expected === 0) return `The ${place} has an unknown feature named 'label_values'.`;
    if (actual === 0) return `The ${place} has 1 feature(s) while it is expected to have 2 features.`;
    return `The feature 'label_values' of the ${place} has the shape (${actual}) while it is expected to have the shape (${expected}).`;
  },
};

function typeName(index: number | undefined): string {
  return TENSOR_TYPES[index ?? 0] ?? 'unknown';
}

type Hint = string | ((problem: Problem, culprit: Culprit) => string);

const TRUNCATED = 'The file ends inside a record: was it copied or written whole?';
const SAME_FOR_ALL =
  'The first record of the channel says what all others must be: write all files with the same types and widths.';
const NUMERIC_ONLY = 'Training reads float32, float64 and int32 tensors; a label must be dense.';

const HINTS: Readonly<Partial<Record<RecordProblemCode, Hint>>> = {
  'header-truncated': TRUNCATED,
  'payload-truncated': TRUNCATED,
  'bad-magic': (_, { head }) => hintForBytes(head),
  'split-corrupt': 'A record in parts needs a first, any number of middle and a last part, all in the same file.',
  'features-missing': (_, { otherFeatures }) =>
    otherFeatures.length === 0
      ? 'A training record needs one tensor named "values" in its features.'
      : `It has ${otherFeatures.map((name) => `'${name}'`).join(', ')}: a training record needs one tensor, named "values".`,
  'features-unknown': 'A training record has one tensor, named "values".',
  'value-unsupported': NUMERIC_ONLY,
  'type-changed': SAME_FOR_ALL,
  'layout-changed': SAME_FOR_ALL,
  'shape-changed': SAME_FOR_ALL,
  'label-changed': 'Give every record a label of the same size, or no record any.',
  'shape-missing': 'Write the number of features as the shape of every sparse tensor.',
  'key-out-of-range': ({ column, expected, actual }) =>
    `Key ${column} is ${actual}; keys count from 0, so that the largest one of ${expected} features is ${Number(expected) - 1}.`,
};

function hintFor(problem: Problem, culprit: Culprit): string | undefined {
  const hint = HINTS[problem.code];
  return typeof hint === 'function' ? hint(problem, culprit) : hint;
}

/** What the bytes look like that should have been a header. */
function hintForBytes(head: Uint8Array): string {
  const [first, second] = head;
  if (first === 0x1f && second === 0x8b) return 'This is a gzip file: unpack it first.';
  if (first === 0xce && second === 0xd7) return 'The header is written big-endian: RecordIO is little-endian.';
  const isText = head.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09);
  if (isText) return 'This looks like text: is the content type text/csv?';
  return 'A record starts with the bytes 0a 23 d7 ce. Either this is no RecordIO file, or the record before has a wrong length.';
}
