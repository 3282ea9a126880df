/**
 * JSON Lines as the algorithms take them in requests, one instance a line, as a data set:
 *
 *     {"features": [1.5, 16]}
 *     {"data": {"features": {"keys": [0, 182], "shape": [2000], "values": [13, 1]}}}
 *
 * Beside either may stand what SageMaker's form has no place for and passes over, the label: `"label": 3` or `"label": [0, 1]`.
 */
import { type Csr, isCsr } from '../../data/csr.js';
import type { Block, Dataset, ReadOptions } from '../../data/dataset.js';
import type { Dense } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import { type ByteSource, totalBytes, type Window, windows } from '../byte-source.js';
import { asNumbers, assemble, decodeInstance, fault, inside, MAX_DEPTH, type Place, type Row } from './instances.js';
import { parseJson } from './text.js';

export interface JsonLinesOptions {
  /** What logs and errors call the data set. */
  readonly name: string;
  readonly windowBytes?: number;
}

const WINDOW_BYTES = 1 << 20;
const MAX_LINE_BYTES = 64 << 20;
const LF = 10;

/**
 * The rows of `sources`, one after the other, a window at a time. The first row says how wide all are and how many labels they have; the
 * first window whether they are sparse.
 *
 * Reading throws a UserError E_REQUEST_…, as `decodeJsonLines` does, E_REQUEST_LABEL or E_REQUEST_EMPTY.
 */
export function jsonLinesDataset(sources: readonly ByteSource[], options: JsonLinesOptions): Dataset {
  const bytes = totalBytes(sources);
  return {
    name: options.name,
    ...(bytes !== undefined && { bytes }),
    blocks: (read = {}) => blocks(sources, options, read),
  };
}

async function* blocks(
  sources: readonly ByteSource[],
  { name, windowBytes = WINDOW_BYTES }: JsonLinesOptions,
  { signal }: ReadOptions,
): AsyncGenerator<Block, void, void> {
  let first: FirstRow | undefined;
  for (const source of sources) {
    const lines = new Lines(source.name);
    for await (const window of windows(source, { windowBytes, signal })) {
      const { firstRow } = lines;
      const { rows, error } = lines.read(window);
      const [head] = rows;
      if (head !== undefined) {
        first ??= { width: head.width, labelSize: head.labels.length };
        for (const row of rows) refuseDifference(row, first);
        const features = assemble(rows, { path: 'file', where: { file: source.name } }, undefined, first.layout);
        first.layout ??= isCsr(features) ? 'sparse' : 'dense';
        yield blockOf(features, rows, first.labelSize, { file: source.name, firstRow, bytes: window.consumed });
      }
      // In its turn: what is wrong with a row in front of it is said first, whatever the window.
      if (error !== undefined) throw error;
    }
  }
  if (first === undefined) {
    throw new UserError('E_REQUEST_EMPTY', `No rows were found in ${name}.`, { where: { file: name } });
  }
}

/** What all rows must agree with. */
interface FirstRow {
  readonly width: number;
  readonly labelSize: number;
  layout?: 'dense' | 'sparse';
}

interface LabelledRow extends Row {
  readonly labels: readonly number[];
}

/** Reads the whole lines of one file, window by window. */
class Lines {
  firstRow = 0;
  readonly #file: string;
  #line = 1;

  constructor(file: string) {
    this.#file = file;
  }

  /** The rows up to the first line that is none, and what is wrong with that one. */
  read(window: Window): { readonly rows: readonly LabelledRow[]; readonly error?: unknown } {
    const { bytes, final } = window;
    const rows: LabelledRow[] = [];
    for (let start = 0; start < bytes.length; ) {
      const feed = bytes.indexOf(LF, start);
      if (feed < 0 && !final) break;
      const end = feed < 0 ? bytes.length : feed;
      const where = { file: this.#file, line: this.#line, record: this.firstRow + rows.length };
      try {
        const row = readLine(bytes.subarray(start, end), { path: 'instance', where });
        if (row !== undefined) rows.push(row);
      } catch (error) {
        return { rows, error };
      }
      this.#line++;
      start = end + 1;
      window.consumed = Math.min(start, bytes.length);
    }
    if (window.consumed === 0 && bytes.length > MAX_LINE_BYTES) {
      const place = { path: `line ${this.#line}`, where: { file: this.#file, line: this.#line } };
      throw fault('TOO_LARGE', place, `does not end within ${MAX_LINE_BYTES} bytes`);
    }
    this.firstRow += rows.length;
    return { rows };
  }
}

const WHITE_SPACE = new Set([0x20, 0x09, 0x0d]);

function readLine(line: Uint8Array, place: Place): LabelledRow | undefined {
  if (line.every((byte) => WHITE_SPACE.has(byte))) return undefined;
  const instance = parseJson(line, { maxDepth: MAX_DEPTH, what: 'The instance', where: place.where });
  const row = decodeInstance(instance, place);
  const { label } = instance as { readonly label?: unknown };
  if (label === undefined) return { ...row, labels: [] };
  return { ...row, labels: asNumbers(Array.isArray(label) ? label : [label], inside(place, 'label')) };
}

function refuseDifference({ width, labels, place }: LabelledRow, first: FirstRow): void {
  if (width !== first.width) {
    throw fault('RAGGED', place, `has ${width} features, but the first one has ${first.width}`);
  }
  if (labels.length !== first.labelSize) {
    throw fault('LABEL', place, `has ${labels.length} label(s), but the first one has ${first.labelSize}`);
  }
}

function blockOf(
  features: Dense | Csr,
  rows: readonly LabelledRow[],
  labelSize: number,
  from: { readonly file: string; readonly firstRow: number; readonly bytes: number },
): Block {
  const { bytes, ...origin } = from;
  if (labelSize === 0) return { features, labelSize, origin, bytes };
  return { features, labelSize, labels: Float32Array.from(rows.flatMap(({ labels }) => labels)), origin, bytes };
}
