import { UserError } from '../errors.js';
import { type ByteSource, windows } from '../formats/byte-source.js';
import { type Splitter, splitLines, splitNone, splitRecordIO } from './record-splitters.js';

export type SplitType = 'None' | 'Line' | 'RecordIO';
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
};

/**
 * Cuts an input into requests: with MultiRecord as many records as fit in the payload limit, with SingleRecord one, without its RecordIO
 * padding. Holds two windows and one payload, however long the input.
 * @throws UserError E_PAYLOAD_TOO_LARGE where a single record does not fit
 */
export async function* payloads(source: ByteSource, options: PayloadOptions): AsyncGenerator<Payload, void, void> {
  const { splitType, batchStrategy, maxPayloadBytes, signal } = options;
  const { split } = SPLITTERS[splitType];
  const single = batchStrategy === 'SingleRecord';
  let firstRecord = 0;
  let records = 0;
  /** Bytes at the front of the window that are known to be whole records of the payload being filled. */
  let filled = 0;
  for await (const window of windows(source, { signal })) {
    const { bytes, offset, final } = window;
    let start = 0;
    const payload = (end: number): Payload => {
      const made = { bytes: bytes.subarray(start, end), byteOffset: offset + start, firstRecord };
      firstRecord += records;
      records = 0;
      return made;
    };
    for (let at = filled; ; ) {
      const cut = split(bytes, at, final);
      const end = cut?.end ?? bytes.length;
      if (end - start > maxPayloadBytes && at > start) {
        yield payload(at);
        start = at;
      }
      if (end - start > maxPayloadBytes) throw tooLarge(source.name, offset + start, firstRecord, options);
      filled = at - start;
      if (cut === undefined) break;
      records++;
      at = cut.end;
      if (single) {
        const record = payload(cut.unpaddedEnd);
        if (splitType !== 'Line' || !isBlank(record.bytes)) yield record;
        start = at;
      }
      filled = at - start;
    }
    if (final && filled > 0) yield payload(start + filled);
    window.consumed = start;
  }
}

/** An empty line is no record. Among others it is left where it is, so that positions in a payload are positions in the input. */
function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
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
