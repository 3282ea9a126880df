import type { RecordProblemCode, ScanProblem } from '../../kernels/kernels.js';
import { type FramedRecord, nextRecord, payloadReadings } from '../../kernels/reference/record-frames.js';
import { RecordFault } from '../../kernels/reference/record-wire.js';
import { type ByteSource, type Window, windows } from '../byte-source.js';
import type { AnyRecord } from './message.js';
import { decodeFirst, recordError } from './problems.js';

/** A record and where its first frame starts in the source. */
export interface PlacedRecord {
  readonly offset: number;
  readonly record: AnyRecord;
}

/**
 * Record by record, every field of it: for a look at a file, not for training. Records need not agree with each other.
 * @throws UserError E_RECORD_HEADER_TRUNCATED, E_RECORD_BAD_MAGIC, E_RECORD_PAYLOAD_TRUNCATED, E_RECORD_SPLIT_CORRUPT,
 * E_RECORD_PROTOBUF_MALFORMED
 */
export async function* readRecords(source: ByteSource): AsyncGenerator<PlacedRecord, void, void> {
  let records = 0;
  for await (const window of windows(source)) {
    const failAt = (error: unknown, offset: number) => {
      const problem = toProblem(error, offset);
      return recordError(problem, { ...window, file: source.name, records });
    };
    for (;;) {
      const framed = nextInWindow(window, failAt);
      if (framed === undefined) break;
      yield { offset: window.offset + framed.start, record: decode(framed, failAt) };
      records++;
      window.consumed = framed.end;
    }
  }
}

type Fail = (error: unknown, offset: number) => Error;

function nextInWindow({ bytes, consumed, final }: Window, failAt: Fail): FramedRecord | undefined {
  try {
    return nextRecord(bytes, consumed, final);
  } catch (error) {
    throw failAt(error, consumed);
  }
}

function decode(framed: FramedRecord, failAt: Fail): AnyRecord {
  try {
    return decodeFirst(payloadReadings(framed));
  } catch (error) {
    throw failAt(error, framed.start);
  }
}

function toProblem(error: unknown, offset: number): ScanProblem<RecordProblemCode> {
  if (error instanceof RecordFault) return { code: error.code, row: 0, ...error.numbers };
  return { code: 'protobuf-malformed', row: 0, offset };
}
