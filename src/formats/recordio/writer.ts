import { Pieces } from '../pieces.js';
import type { RowWriter, WriterOptions } from '../row-writer.js';
import { FrameBuffer } from './frame-buffer.js';
import { type AnyRecord, encodeRecord } from './message.js';
import { type RecordWriteOptions, rowFrames, type WritableRows } from './row-frames.js';

export type { RecordWriteOptions, WritableRows } from './row-frames.js';

/**
 * A payload in its frame.
 * @throws UserError E_RECORD_TOO_LARGE from 512 MiB on
 */
export function frameRecord(payload: Uint8Array): Uint8Array {
  const frames = new FrameBuffer();
  frames.push(payload);
  return frames.take();
}

/**
 * Rows as RecordIO-protobuf, byte for byte as the SageMaker SDK writes them: a dense row has values, a sparse one values, keys
 * and shape; a row without non-zeros has its shape alone.
 * @param labels `[rows, labelSize]`
 * @throws UserError E_RECORD_SHAPE, E_RECORD_TYPE, E_RECORD_LABELS, E_RECORD_INT32, E_RECORD_TOO_LARGE
 */
export function encodeRecords(
  rows: WritableRows,
  labels?: ArrayLike<number>,
  options: RecordWriteOptions = {},
): Uint8Array {
  const frames = new FrameBuffer();
  const block = rowFrames(rows, labels, options);
  for (let row = 0; row < block.count; row++) block.put(frames, row);
  return frames.take();
}

/** Writes rows and records, in any number of calls, to a sink that takes bytes, in pieces of about a mebibyte. */
export class RecordWriter implements RowWriter {
  readonly #pieces: Pieces;
  readonly #frames = new FrameBuffer();

  /** @param write may return a promise: nothing more is handed to it before that settles */
  constructor(write: (bytes: Uint8Array) => unknown, options: WriterOptions = {}) {
    this.#pieces = new Pieces(write, options);
  }

  /** See {@link encodeRecords}. */
  async writeRows(rows: WritableRows, labels?: ArrayLike<number>, options: RecordWriteOptions = {}): Promise<void> {
    const block = rowFrames(rows, labels, options);
    for (let row = 0; row < block.count; row++) {
      block.put(this.#frames, row);
      if (this.#pieces.isFull(this.#frames)) await this.#pieces.hand(this.#frames);
    }
  }

  async writeRecord(record: AnyRecord): Promise<void> {
    this.#frames.push(encodeRecord(record));
    if (this.#pieces.isFull(this.#frames)) await this.#pieces.hand(this.#frames);
  }

  async end(): Promise<void> {
    await this.#pieces.hand(this.#frames);
  }
}
