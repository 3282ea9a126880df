import { join } from 'node:path';
import { NewFile } from '../artifacts/new-file.js';
import { NewFolder } from '../artifacts/new-folder.js';
import { isCsr } from '../data/csr.js';
import type { Dataset, ReadOptions } from '../data/dataset.js';
import { colsOf } from '../data/dense.js';
import { sparsify } from '../data/sparsify.js';
import { UserError } from '../errors.js';
import { parseContentType } from '../formats/content-type.js';
import { extensionOf, formatNamed, formatOfName } from '../formats/format-names.js';
import { openWriter } from '../formats/open-writer.js';
import type { RowWriter } from '../formats/row-writer.js';
import { Carrier } from './carry.js';
import { type InputOptions, openInput } from './input.js';
import { countRows, type Rows, shardName, shardSizes, sliceOf } from './shards.js';

export interface ConvertOptions extends InputOptions, ReadOptions {
  readonly input: string;
  /** A file; with `shards` a folder. Must not exist. */
  readonly output: string;
  /** A content type or its short name; absent: what the name of the output says. */
  readonly to?: string | undefined;
  /** Leave zeros out, also of rows that come dense. */
  readonly sparse?: boolean | undefined;
  readonly shards?: number | undefined;
}

export interface ConvertReport {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly features: number;
  readonly labelSize: number;
  readonly layout: 'dense' | 'sparse';
  readonly files: readonly WrittenFile[];
}

export interface WrittenFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes the rows of one format in another, a block at a time. The output appears complete or not at all.
 * @throws UserError what the reader finds wrong; E_OUTPUT_EXISTS, E_OUTPUT_FOLDER, E_SHARDS, E_CSV_INFINITE, E_CSV_LINE_TOO_LONG,
 * E_JSON_NOT_FINITE; PlatformError E_DISK_FULL, E_PERMISSION, E_WRITE
 */
export async function convert(options: ConvertOptions): Promise<ConvertReport> {
  const { output, shards } = options;
  const to = outputType(options);
  const input = await openInput(options.input, options);
  const plan = shards === undefined ? undefined : shardSizes(await countAll(input.dataset, options), shards);
  const files =
    plan === undefined
      ? await writeOne(output, to, input.dataset, options)
      : await writeShards(plan, to, input.dataset, options);
  return { from: input.contentType, to, ...files };
}

function outputType({ to, shards, output }: ConvertOptions): string {
  if (to !== undefined) return parseContentType(formatNamed(to)).type;
  if (shards === undefined) return formatOfName(output);
  throw new UserError('E_FORMAT_UNKNOWN', 'The name of a folder does not say which format its shards are to be.', {
    hint: 'Name one with --to: recordio, csv, jsonlines, libsvm or parquet.',
  });
}

type Written = Pick<ConvertReport, 'rows' | 'features' | 'labelSize' | 'layout' | 'files'>;

async function countAll(dataset: Dataset, options: ReadOptions): Promise<number> {
  let rows = 0;
  for await (const block of dataset.blocks(readOptions(options))) rows += countRows(block);
  return rows;
}

function readOptions({ signal, onWarning }: ReadOptions): ReadOptions {
  return { signal, onWarning };
}

async function writeOne(path: string, to: string, dataset: Dataset, options: ConvertOptions): Promise<Written> {
  const file = await OutputFile.create(path, to);
  const tally = new Shape();
  try {
    for await (const rows of rowsOf(dataset, options)) {
      tally.add(rows);
      await file.write(rows);
    }
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
  return { ...tally.found(), files: [file.report(path)] };
}

async function writeShards(
  sizes: readonly number[],
  to: string,
  dataset: Dataset,
  options: ConvertOptions,
): Promise<Written> {
  const folder = await NewFolder.create(options.output);
  const tally = new Shape();
  const files: WrittenFile[] = [];
  let shard: OutputFile | undefined;
  try {
    for await (const rows of rowsOf(dataset, options)) {
      tally.add(rows);
      for (let from = 0; from < countRows(rows); ) {
        const name = shardName(files.length, sizes.length, extensionOf(to));
        shard ??= await OutputFile.create(join(folder.aside, name), to);
        const take = Math.min((sizes[files.length] as number) - shard.rows, countRows(rows) - from);
        await shard.write(sliceOf(rows, from, from + take));
        from += take;
        if (shard.rows < (sizes[files.length] as number)) continue;
        await shard.commit();
        files.push(shard.report(join(options.output, name)));
        shard = undefined;
      }
    }
    await folder.commit();
  } catch (error) {
    await shard?.discard();
    await folder.discard();
    throw error;
  }
  return { ...tally.found(), files };
}

async function* rowsOf(dataset: Dataset, options: ConvertOptions): AsyncGenerator<Rows, void, void> {
  const carrier = new Carrier(outputType(options), options.onWarning);
  for await (const { features, labels, labelSize, weights, queryIds } of dataset.blocks(readOptions(options))) {
    yield carrier.carry({
      features: options.sparse ? sparsify(features) : features,
      ...(labels && { labels }),
      labelSize,
      ...(weights && { weights }),
      ...(queryIds && { queryIds }),
    });
  }
}

/** What was seen of the rows. */
class Shape {
  #rows = 0;
  #last: Rows | undefined;

  add(rows: Rows): void {
    this.#rows += countRows(rows);
    this.#last = rows;
  }

  found(): Omit<Written, 'files'> {
    const { features, labelSize } = this.#last as Rows;
    const isSparse = isCsr(features);
    return {
      rows: this.#rows,
      features: isSparse ? features.cols : colsOf(features),
      labelSize,
      layout: isSparse ? 'sparse' : 'dense',
    };
  }
}

/** One file in the making and the writer of its format. */
class OutputFile {
  rows = 0;
  #bytes = 0;
  readonly #file: NewFile;
  readonly #writer: RowWriter;

  private constructor(file: NewFile, contentType: string) {
    this.#file = file;
    this.#writer = openWriter(contentType, (bytes) => {
      this.#bytes += bytes.length;
      return file.write(bytes);
    });
  }

  static async create(path: string, contentType: string): Promise<OutputFile> {
    const file = await NewFile.create(path);
    try {
      return new OutputFile(file, contentType);
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  async write(rows: Rows): Promise<void> {
    const { features, labels } = rows;
    if (this.#writer.writeRowsWith === undefined) await this.#writer.writeRows(features, labels);
    else await this.#writer.writeRowsWith(features, labels, rows);
    this.rows += countRows(rows);
  }

  async commit(): Promise<void> {
    await this.#writer.end();
    await this.#file.commit();
  }

  async discard(): Promise<void> {
    await this.#file.discard();
  }

  report(path: string): WrittenFile {
    return { path, rows: this.rows, bytes: this.#bytes };
  }
}
