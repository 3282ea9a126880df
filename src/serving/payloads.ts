import { UserError } from '../errors.js';
import { type ByteSource, windows } from '../formats/byte-source.js';
import { type Cut, type Splitter, splitLines, splitNone, splitRecordIO, splitTFRecord } from './record-splitters.js';

export type SplitType = 'None' | 'Line' | 'RecordIO' | 'TFRecord';
export type BatchStrategy = 'MultiRecord' | 'SingleRecord';

export interface PayloadOptions {
  readonly splitType: SplitType;
  readonly batchStrategy: BatchStrategy;
  readonly maxPayloadBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** The body of one request: consecutive records of one input. The bytes hold until the next payload is asked for. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** Position of the first byte in the input. */
  readonly byteOffset: number;
  /** 0-based index in the input of the first record: line, frame or, unsplit, always 0. */
  readonly firstRecord: number;
}

const SPLITTERS: Readonly<Record<SplitType, { readonly split: Splitter; readonly unit: string }>> = {
  None: { split: splitNone, unit: 'input' },
  Line: { split: splitLines, unit: 'line' },
  RecordIO: { split: splitRecordIO, unit: 'record' },
  TFRecord: { split: splitTFRecord, unit: 'record' },
};

/**
 * Cuts an input into requests: with MultiRecord as many records as fit in the payload limit, with SingleRecord one, without its RecordIO
 * padding or its TFRecord frame. Holds two windows and one payload, however long the input.
 * @throws UserError E_PAYLOAD_TOO_LARGE where a single record does not fit, E_TFRECORD where a frame is broken
 */
export async function* payloads(source: ByteSource, options: PayloadOptions): AsyncGenerator<Payload, void, void> {
  const { splitType, batchStrategy, maxPayloadBytes, signal } = options;
  const { split } = SPLITTERS[splitType];
  const single = batchStrategy === 'SingleRecord';
  let firstRecord = 0;
  let records = 0;
  /** Bytes of whole records that the last window left over, at the front of this one. */
  let carried = 0;
  for await (const window of windows(source, { signal })) {
    const { bytes, offset, final } = window;
    // The payload being filled lies between `start` and `at`.
    let [start, at] = [0, carried];
    let cut: Cut | undefined;
    const filled = function* (last: Cut | undefined): Generator<Payload> {
      const content =
        single && last !== undefined
          ? bytes.subarray(last.unpaddedStart ?? start, last.unpaddedEnd)
          : bytes.subarray(start, at);
      if (splitType !== 'Line' || !isBlank(content)) yield { bytes: content, byteOffset: offset + start, firstRecord };
      firstRecord += records;
      records = 0;
      start = at;
    };
    for (;;) {
      const previous = cut;
      cut = split(bytes, at, final);
      const end = cut?.end ?? bytes.length;
      if (at > start && (single || end - start > maxPayloadBytes)) yield* filled(previous);
      if (end - start > maxPayloadBytes) throw tooLarge(source.name, offset + start, firstRecord, options);
      if (cut?.broken !== undefined) throw broken(source.name, offset + at, firstRecord + records, cut.broken);
      if (cut === undefined) break;
      at = cut.end;
      records++;
    }
    if (final && at > start) yield* filled(undefined);
    window.consumed = start;
    carried = at - start;
  }
}

/** Empty lines are no records. Among others they stay where they are, so that positions in a payload are positions in the input. */
function isBlank(lines: Uint8Array): boolean {
  return lines.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function broken(file: string, byteOffset: number, record: number, why: string): UserError {
  return new UserError('E_TFRECORD', `The TFRecord ${why}.`, { where: { file, byteOffset, record } });
}

function tooLarge(file: string, byteOffset: number, record: number, options: PayloadOptions): UserError {
  const { splitType, maxPayloadBytes } = options;
  const { unit } = SPLITTERS[splitType];
  return new UserError(
    'E_PAYLOAD_TOO_LARGE',
    `The ${unit} is larger than the payload limit of ${maxPayloadBytes} bytes.`,
    {
      where: { file, byteOffset, ...(splitType === 'None' ? {} : { record }) },
      hint:
        splitType === 'None'
          ? 'Split the input: SplitType Line for CSV and JSON Lines, RecordIO for protobuf; or raise MaxPayloadInMB.'
          : 'Raise MaxPayloadInMB.',
    },
  );
}
