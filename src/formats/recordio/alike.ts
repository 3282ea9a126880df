import { type Dense, denseApart } from '../../data/dense.js';
import { LITTLE_ENDIAN } from '../../data/little-endian.js';
import type { RecordSchema } from '../../kernels/kernels.js';
import { HEADER_BYTES, nextRecord } from '../../kernels/reference/record-frames.js';
import { compareShapes, readMessage } from '../../kernels/reference/record-message.js';
import { RecordFault } from '../../kernels/reference/record-wire.js';

const WORD_BYTES = 4;

/** A frame whose numbers can be read where they stand: all in words of four bytes. */
interface Template {
  readonly frameWords: number;
  /** Of the first number. */
  readonly firstWord: number;
}

/** Rows as a view of the bytes that they were read from. */
export interface AlikeRows {
  readonly features: Dense;
  /** Of the frames they stand in. */
  readonly bytes: number;
  /** Nothing follows them but rows beyond `most`, and a frame that is not complete. */
  readonly reachEnd: boolean;
}

/**
 * Rows at the start of `bytes`, `most(rows found)` of them: the ordinary file is millions of frames that differ in nothing but their float32
 * numbers, which then lie one frame apart. `undefined` where the first record is no such row.
 */
export function alikeRows(
  bytes: Uint8Array,
  schema: RecordSchema,
  most: (rows: number) => number,
): AlikeRows | undefined {
  const template = templateOf(bytes, schema);
  if (template === undefined) return undefined;
  const { frameWords, firstWord } = template;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / WORD_BYTES));
  const found = countAlike(words, template, schema.cols);
  const rows = most(found);
  if (rows <= 0) return undefined;
  const numbers = new Float32Array(words.buffer, words.byteOffset, words.length);
  return {
    features: denseApart(numbers, rows, schema.cols, frameWords, firstWord),
    bytes: rows * frameWords * WORD_BYTES,
    reachEnd: (found + 1) * frameWords > words.length,
  };
}

function templateOf(bytes: Uint8Array, schema: RecordSchema): Template | undefined {
  const { layout, featureType, labelSize, cols } = schema;
  if (layout !== 'dense' || featureType !== 'float32' || labelSize > 0 || cols === 0 || !LITTLE_ENDIAN)
    return undefined;
  const place = placeOfNumbers(bytes, schema);
  if (place === undefined || bytes.byteOffset % WORD_BYTES > 0 || place.first % WORD_BYTES > 0) return undefined;
  return { frameWords: place.end / WORD_BYTES, firstWord: place.first / WORD_BYTES };
}

/** Where the numbers of the first record begin, and where its frame ends. What is wrong with it, a scan will tell. */
function placeOfNumbers(bytes: Uint8Array, schema: RecordSchema): { first: number; end: number } | undefined {
  try {
    const record = nextRecord(bytes, 0, false);
    if (record === undefined || record.parts.length > 1) return undefined;
    const { message, shape } = readMessage(record.parts[0] as Uint8Array);
    compareShapes(schema, shape);
    const [start, ...others] = message.features.values.pieces;
    return start === undefined || others.length > 1 ? undefined : { first: HEADER_BYTES + start, end: record.end };
  } catch (error) {
    if (error instanceof RecordFault) return undefined;
    throw error;
  }
}

/** Whole frames that have the words of the first one before and behind their numbers. */
function countAlike(words: Uint32Array, { frameWords, firstWord }: Template, cols: number): number {
  const behind = firstWord + cols;
  let row = 1;
  for (let frame = frameWords; frame + frameWords <= words.length; frame += frameWords, row++) {
    for (let word = 0; word < firstWord; word++) if (words[frame + word] !== words[word]) return row;
    for (let word = behind; word < frameWords; word++) if (words[frame + word] !== words[word]) return row;
  }
  return row;
}
