import type { ParquetChunk, ParquetKernels } from '../../kernels/kernels.js';
import { prefetch } from '../prefetch.js';
import type { ParquetColumn } from './columns.js';
import type { ParquetFile, ParquetGroup } from './file.js';

/** A row group with the bytes of those of its columns that a kernel may be able to decode. */
export interface GroupPages {
  readonly group: ParquetGroup;
  /** Absent where there is nothing for a kernel. */
  readonly pages?: {
    readonly bytes: Uint8Array;
    /** One for each column of the schema. */
    readonly chunks: readonly (ParquetChunk | undefined)[];
  };
}

/** Columns that are not wanted may lie between those that are: so many times as many bytes as are needed are read. */
const MOST_READ = 2;

/** The row groups of a file in order. The pages of the next one are read while the current one is being decoded. */
export function readPages(
  file: ParquetFile,
  { schema, kernels }: { readonly schema: readonly ParquetColumn[]; readonly kernels: ParquetKernels },
): AsyncIterable<GroupPages> {
  const wanted = kernels.decodeParquet === undefined ? [] : schema;
  return prefetch(groupPages(file, wanted, new AlternatingBuffers(kernels)));
}

async function* groupPages(
  file: ParquetFile,
  schema: readonly ParquetColumn[],
  buffers: AlternatingBuffers,
): AsyncGenerator<GroupPages, void, void> {
  for (const group of file.groups) {
    if (group.rows === 0) continue;
    const chunks = schema.map((column) => plainChunk(file, group, column));
    const wanted = chunks.filter((chunk) => chunk !== undefined);
    const start = wanted.reduce((least, chunk) => Math.min(least, chunk.start), Infinity);
    const end = wanted.reduce((most, chunk) => Math.max(most, chunk.end), 0);
    const needed = wanted.reduce((sum, chunk) => sum + chunk.end - chunk.start, 0);
    if (needed === 0 || end - start > MOST_READ * needed) {
      yield { group };
      continue;
    }
    // What cannot be read here is read again by the other reader, whose error it is.
    const bytes = await file.slice(start, end, buffers.next(end - start)).catch(() => undefined);
    const relative = chunks.map((chunk) => chunk && { ...chunk, start: chunk.start - start, end: chunk.end - start });
    yield bytes?.length === end - start ? { group, pages: { bytes, chunks: relative } } : { group };
  }
}

/** The column as a kernel can read it: of the type that the first file gave it, and of numbers that mean what they say. */
function plainChunk(file: ParquetFile, group: ParquetGroup, wanted: ParquetColumn): ParquetChunk | undefined {
  const [column, ...others] = file.columns.filter(({ name }) => name === wanted.name);
  const stored = group.chunks.get(wanted.name);
  if (column?.number === undefined || stored === undefined || others.length > 0) return undefined;
  if (column.kind !== wanted.kind || !column.type.startsWith(stored.physicalType)) return undefined;
  const { start, end, codec } = stored;
  return { start, end, codec, number: column.number, optional: column.optional };
}

/** Two in turn: one being filled, one being decoded. */
class AlternatingBuffers {
  readonly #kernels: ParquetKernels;
  #filling = new Uint8Array();
  #decoded = new Uint8Array();

  constructor(kernels: ParquetKernels) {
    this.#kernels = kernels;
  }

  next(length: number): Uint8Array {
    [this.#filling, this.#decoded] = [this.#decoded, this.#filling];
    if (this.#filling.length < length) {
      this.#filling = new Uint8Array(length);
      this.#kernels.preferLargePages?.(this.#filling);
    }
    return this.#filling;
  }
}
