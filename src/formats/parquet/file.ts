import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { AsyncBuffer, ColumnChunk, FileMetaData, RowGroup } from 'hyparquet';
import { UserError } from '../../errors.js';
import type { ByteSource } from '../byte-source.js';
import { loadError } from '../dmlc/texts.js';
import { type ParquetColumn, readColumns } from './columns.js';

/** An opened file: what its footer says, and its columns on demand. */
export interface ParquetFile {
  readonly name: string;
  readonly bytes: number;
  readonly columns: readonly ParquetColumn[];
  /** Rows of each row group. */
  readonly groups: readonly ParquetGroup[];
  /** Of one column in one row group. @throws UserError E_PARQUET */
  readColumn(column: ParquetColumn, group: ParquetGroup): Promise<ArrayLike<unknown>>;
  /** Bytes of the file, in `into` where they fit: see {@link ByteSource.slice}. */
  slice: NonNullable<ByteSource['slice']>;
}

export interface ParquetGroup {
  readonly firstRow: number;
  readonly rows: number;
  readonly bytes: number;
  /** Bytes of its pages once they are unpacked, as the file says; 0 where they are stored as they are. */
  readonly unpackedBytes: number;
  /** Of its flat columns by name, as far as they lie in this file. */
  readonly chunks: ReadonlyMap<string, StoredChunk>;
}

/** Where the pages of a column stand in the file. */
export interface StoredChunk {
  readonly start: number;
  readonly end: number;
  readonly codec: string;
  readonly physicalType: string;
}

const MAGIC = 'PAR1';
const ENCRYPTED_MAGIC = 'PARE';
const FOOTER_BYTES = 8;

/** More rows in one group than any writer makes, and than fit in memory. */
const MOST_ROWS_PER_GROUP = 1 << 27;

/** @throws UserError E_PARQUET, E_PARQUET_ENCRYPTED */
export async function openParquet(source: ByteSource): Promise<ParquetFile> {
  const { name, size, slice } = source;
  if (size === undefined || slice === undefined) {
    throw new UserError('E_INPUT_MODE', `${name} is a pipe; a Parquet file is read from its end.`, {
      hint: 'Use input mode File.',
    });
  }
  await checkMagic(name, size, slice);
  const { compressors, parquetMetadataAsync, parquetScan } = await hyparquet();
  const file: AsyncBuffer = {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = await slice(Math.max(0, start), Math.min(size, end));
      // What hyparquet gets it looks at from the start of its buffer.
      const isWhole = bytes.byteOffset === 0 && bytes.buffer.byteLength === bytes.length;
      return (isWhole ? bytes : new Uint8Array(bytes)).buffer as ArrayBuffer;
    },
  };
  const metadata = await refusing(name, () => parquetMetadataAsync(file, { geoparquet: false }));
  refuseEncrypted(name, metadata);
  const groups = groupsOf(name, size, metadata);
  return {
    name,
    bytes: size,
    columns: await refusing(name, async () => readColumns(metadata)),
    groups,
    slice,
    readColumn: (column, group) =>
      refusing(name, async () => {
        const range = { rowStart: group.firstRow, rowEnd: group.firstRow + group.rows };
        const options = {
          file,
          metadata,
          columns: [column.name],
          compressors,
          geoparquet: false,
          ...range,
        };
        const scan = await parquetScan(options);
        const values = await scan.readColumn({ column: column.name, ...range });
        if (values.length === group.rows) return values;
        throw new Error(`column ${column.name} has ${values.length} values in a row group of ${group.rows} rows`);
      }),
  };
}

/** Loaded when the first Parquet file is opened: most programs open none. */
async function hyparquet() {
  const [{ parquetMetadataAsync, parquetScan }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  return {
    parquetMetadataAsync,
    parquetScan,
    compressors: {
      ...compressors,
      GZIP: (input: Uint8Array) => new Uint8Array(gunzipSync(input)),
      BROTLI: (input: Uint8Array) => new Uint8Array(brotliDecompressSync(input)),
    },
  };
}

async function checkMagic(name: string, size: number, slice: NonNullable<ByteSource['slice']>): Promise<void> {
  const tail = size < FOOTER_BYTES ? '' : Buffer.from(await slice(size - 4, size)).toString('latin1');
  if (tail === MAGIC) return;
  if (tail === ENCRYPTED_MAGIC) throw encrypted(name);
  const why =
    size < FOOTER_BYTES
      ? `Parquet file size is ${size} bytes, smaller than the minimum file footer (${FOOTER_BYTES} bytes)`
      : 'Parquet magic bytes not found in footer. Either the file is corrupted or this is not a parquet file.';
  const reason = `Error creating dataset. Could not read schema from '${name}'. Is this a 'parquet' file?: Could not open Parquet input source '${name}': ${why}`;
  throw loadError('parquet', 'E_PARQUET', reason, {
    where: { file: name },
    hint: 'Every file of the channel must be Parquet, except those whose name starts with _ or a point.',
  });
}

/** Where the footer itself is plain, the file or its columns still say it. */
function refuseEncrypted(name: string, { row_groups }: FileMetaData): void {
  const columns = row_groups.flatMap((group) => group.columns);
  if (columns.some((column) => column.crypto_metadata !== undefined || column.meta_data === undefined))
    throw encrypted(name);
}

function encrypted(name: string): UserError {
  return loadError('parquet', 'E_PARQUET_ENCRYPTED', `${name} is encrypted.`, {
    where: { file: name },
    hint: 'The container has no key: write the file without encryption.',
  });
}

function groupsOf(name: string, size: number, { row_groups }: FileMetaData): ParquetGroup[] {
  let firstRow = 0;
  return row_groups.map(({ num_rows, total_byte_size, total_compressed_size, columns }: RowGroup) => {
    const rows = Number(num_rows);
    if (rows < 0 || rows > MOST_ROWS_PER_GROUP) {
      throw loadError('parquet', 'E_PARQUET', `A row group of ${name} says that it has ${num_rows} rows.`, {
        where: { file: name },
        hint: 'The file is damaged, or its row groups are too large: write smaller ones.',
      });
    }
    const group = {
      firstRow,
      rows,
      bytes: Number(total_compressed_size ?? total_byte_size),
      unpackedBytes: unpackedBytesOf(columns),
      chunks: chunksOf(size, columns),
    };
    firstRow += rows;
    return group;
  });
}

function unpackedBytesOf(columns: readonly ColumnChunk[]): number {
  const packed = columns.filter(({ meta_data }) => meta_data !== undefined && meta_data.codec !== 'UNCOMPRESSED');
  return packed.reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size), 0);
}

function chunksOf(size: number, columns: readonly ColumnChunk[]): ReadonlyMap<string, StoredChunk> {
  const chunks = new Map<string, StoredChunk>();
  for (const { file_path, meta_data } of columns) {
    if (file_path || meta_data === undefined || meta_data.path_in_schema.length !== 1) continue;
    const { type, codec, data_page_offset, dictionary_page_offset, total_compressed_size } = meta_data;
    const start = Number(dictionary_page_offset || data_page_offset);
    const end = start + Number(total_compressed_size);
    const [name] = meta_data.path_in_schema as [string];
    if (start >= 0 && start <= end && end <= size) chunks.set(name, { start, end, codec, physicalType: type });
  }
  return chunks;
}

/** Whatever goes wrong in the reader is the file's fault. */
async function refusing<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw loadError('parquet', 'E_PARQUET', `${name}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      where: { file: name },
      hint: 'The file is damaged, or uses a feature of Parquet that is not read here.',
      cause,
    });
  }
}
