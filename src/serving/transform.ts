import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NewFile, removeLeftovers, writeError } from '../artifacts/new-file.js';
import { UserError } from '../errors.js';
import { fileSource } from '../formats/file-source.js';
import { gunzipped } from '../formats/gzip-source.js';
import { negotiateAccept } from './accept.js';
import type { AnswerOptions } from './answer-options.js';
import { bytesOf } from './body.js';
import { RecordProcessor } from './data-processing/record-processor.js';
import type { ExecutionParameters } from './endpoint/execution-parameters.js';
import type { ServedModel } from './endpoint/responder.js';
import { frameworkAccept } from './framework-answer.js';
import { inOrder } from './in-order.js';
import { type InputFile, inputFiles } from './input-files.js';
import { type Payload, payloads } from './payloads.js';
import { type FailedInput, inInput, transformFailed } from './transform-errors.js';
import { type InputFacts, TransformJournal } from './transform-journal.js';
import { checkTransformOptions, type GivenTransformOptions, type TransformOptions } from './transform-options.js';

/** A batch transform job. Options that are left out are the container's execution parameters, or SageMaker's defaults. */
export interface TransformJob extends GivenTransformOptions {
  /** Answers as in a batch job: whoever made it has told it so. */
  readonly served: ServedModel;
  /** What it was told of answers. */
  readonly answers?: AnswerOptions | undefined;
  readonly executionParameters?: ExecutionParameters | undefined;
  /** A file, or a folder of files. */
  readonly input: string;
  /** Folder of the answers; made where it is missing. */
  readonly output: string;
  /** What tells this model from others. Where it is given, what an earlier run of the same job has wholly done is not done again. */
  readonly modelIdentity?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears of each file when its answers are safe on disk. */
  readonly onFile?: ((file: TransformedFile) => void) | undefined;
}

export interface TransformedFile {
  readonly input: string;
  readonly output: string;
  readonly requests: number;
  /** An earlier run of the same job had done it. */
  readonly skipped?: true;
}

/** One line per input file that has answers, in their order. */
export type TransformReport = readonly TransformedFile[];

type CheckedJob = Omit<TransformJob, keyof TransformOptions> & TransformOptions;

/** A file on its way through the job. */
interface Work {
  readonly input: InputFile;
  readonly output: string;
  readonly facts: InputFacts;
  requests: number;
  /** An earlier run has done it. */
  readonly skipped: boolean;
  failure?: UserError;
}

/** What is done for a file, in this order: its requests, then the end. */
type Piece = { readonly work: Work; readonly payload?: Payload; readonly failure?: UserError };
type Result = { readonly work: Work; readonly answer?: Uint8Array; readonly failure?: UserError };

const NEWLINE = 0x0a;

/**
 * Answers every input file with a file `<name>.out` at the same place below the output folder. An output appears when all
 * records of its input succeeded, and takes the place of an earlier one; a file that fails does not stop the others. Holds as many requests
 * and answers as `maxConcurrentTransforms` says, however large the files.
 * @throws UserError E_TRANSFORM_OPTION, E_JSON_PATH, E_ACCEPT, E_INPUT_MISSING, E_INPUT_EMPTY, E_OUTPUT_IS_INPUT before anything is done;
 * E_TRANSFORM_FAILED at the end, with one issue per file that failed. PlatformError and AlgorithmError at once.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform.html
 */
export async function transform(job: TransformJob): Promise<TransformReport> {
  const { served, answers = {}, executionParameters } = job;
  const { algorithm } = served;
  const options = checkTransformOptions(job, { algorithm, answers, executionParameters });
  if (algorithm.profile === 'xgboost') frameworkAccept(options.accept, answers);
  else negotiateAccept(options.accept, algorithm.response);
  const inputs = await inputFiles(job.input, job.output);
  await makeFolder(job.output);
  const { modelIdentity } = job;
  const journal =
    modelIdentity === undefined
      ? undefined
      : await TransformJournal.open(job.output, { ...options, maxConcurrentTransforms: 0, modelIdentity, answers });
  try {
    return await new TransformRun({ ...job, ...options }, journal).run(inputs);
  } finally {
    await journal?.close();
  }
}

class TransformRun {
  readonly #job: CheckedJob;
  readonly #journal: TransformJournal | undefined;
  readonly #processor: RecordProcessor | undefined;
  readonly #report: TransformedFile[] = [];
  readonly #failed: FailedInput[] = [];
  /** Of the file whose answers come in. */
  #output: NewFile | undefined;

  constructor(job: CheckedJob, journal: TransformJournal | undefined) {
    this.#job = job;
    this.#journal = journal;
    this.#processor = job.processing === undefined ? undefined : new RecordProcessor(job.processing);
  }

  async run(inputs: readonly InputFile[]): Promise<TransformReport> {
    const { maxConcurrentTransforms } = this.#job;
    try {
      const results = inOrder(this.#pieces(inputs), maxConcurrentTransforms, (piece) => this.#answer(piece));
      for await (const result of results) await this.#take(result);
    } finally {
      await this.#output?.discard();
    }
    if (this.#failed.length > 0) throw transformFailed(this.#failed, inputs.length);
    return this.#report;
  }

  /** All requests of all files, one file after the other; a file that has failed is not read to its end. */
  async *#pieces(inputs: readonly InputFile[]): AsyncGenerator<Piece, void, void> {
    const { output: folder, compressionType, maxConcurrentTransforms } = this.#job;
    for (const input of inputs) {
      const output = join(folder, `${input.relativePath}.out`);
      const done = await this.#journal?.requestsOf(input, output);
      const facts = await stat(input.path);
      const work: Work = { input, output, facts, requests: done ?? 0, skipped: done !== undefined };
      if (work.skipped) {
        yield { work };
        continue;
      }
      const file = await fileSource(input.path);
      try {
        for await (const payload of payloads(compressionType === 'Gzip' ? gunzipped(file) : file, this.#job)) {
          // The bytes hold until the next payload is asked for.
          yield { work, payload: maxConcurrentTransforms > 1 ? { ...payload, bytes: payload.bytes.slice() } : payload };
          if (work.failure !== undefined) break;
        }
        yield { work };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        yield { work, failure: error };
      }
    }
  }

  async #answer({ work, payload, failure }: Piece): Promise<Result> {
    if (failure !== undefined || work.failure !== undefined) return { work, ...(failure && { failure }) };
    if (payload === undefined) return { work };
    this.#job.signal?.throwIfAborted();
    try {
      return { work, answer: await answerTo(payload, work.input.path, this.#job, this.#processor) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { work, failure: error };
    }
  }

  async #take({ work, answer, failure }: Result): Promise<void> {
    if (work.failure !== undefined) return;
    if (work.skipped) return this.#tell(work);
    if (failure !== undefined) {
      work.failure = failure;
      this.#failed.push({ input: work.input.path, error: failure });
      await this.#output?.discard();
      this.#output = undefined;
      return;
    }
    this.#output ??= await newOutput(work.output);
    if (answer !== undefined) {
      work.requests++;
      await this.#output.write(assembled(answer, this.#job));
      return;
    }
    await this.#output.commit();
    this.#output = undefined;
    await this.#journal?.add(work.input, work.facts, work.output, work.requests);
    this.#tell(work);
  }

  #tell({ input, output, requests, skipped }: Work): void {
    const file = { input: input.path, output, requests, ...(skipped ? { skipped: true as const } : {}) };
    this.#report.push(file);
    this.#job.onFile?.(file);
  }
}

async function newOutput(path: string): Promise<NewFile> {
  await makeFolder(dirname(path));
  await removeLeftovers(path);
  return NewFile.create(path, { replace: true });
}

async function answerTo(
  payload: Payload,
  file: string,
  job: CheckedJob,
  processor: RecordProcessor | undefined,
): Promise<Uint8Array> {
  const { contentType, accept, splitType, signal = new AbortController().signal } = job;
  // Readers name and count what they were given, which for the first payload only is the file itself.
  const name = payload.firstRecord === 0 ? file : `${file} after ${payload.firstRecord} records`;
  let lineInPayload = (line: number) => line;
  try {
    const prepared = processor?.prepare(payload.bytes) ?? { body: payload.bytes, records: [] };
    if (processor !== undefined) lineInPayload = (line) => processor.lineInPayload(prepared, payload.bytes, line);
    const answer = await job.served.answer({
      body: prepared.body,
      contentType: contentType || undefined,
      accept,
      name,
      signal,
    });
    const body = bytesOf(answer.body);
    return processor === undefined ? body : processor.finish(body, prepared);
  } catch (error) {
    throw error instanceof UserError ? inInput(error, payload, { file, splitType, lineInPayload }) : error;
  }
}

/** With Line, answers stand on lines of their own: one that ends its last line already gets no empty line after it. */
function assembled(response: Uint8Array, { assembleWith }: CheckedJob): Uint8Array {
  if (assembleWith === 'None' || response.at(-1) === NEWLINE) return response;
  const line = new Uint8Array(response.length + 1);
  line.set(response);
  line[response.length] = NEWLINE;
  return line;
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw writeError(error, path);
  }
}
