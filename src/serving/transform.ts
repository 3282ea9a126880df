import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Algorithm, Model } from '../algorithms/algorithm.js';
import { NewFile, writeError } from '../artifacts/new-file.js';
import { describeWhere, UserError } from '../errors.js';
import { fileSource } from '../formats/file-source.js';
import type { Kernels } from '../kernels/kernels.js';
import { negotiateAccept } from './accept.js';
import type { AnswerOptions } from './answer-options.js';
import { frameworkAccept } from './framework-answer.js';
import { type InputFile, inputFiles } from './input-files.js';
import { invoke } from './invoke.js';
import { type Payload, payloads } from './payloads.js';
import { checkTransformOptions, type TransformOptions } from './transform-options.js';

/** A batch transform job. Options that are left out take SageMaker's defaults: no splitting, JSON out, 6 MiB a request. */
export interface TransformJob extends Partial<TransformOptions> {
  readonly model: Pick<Model, 'predict' | 'select'>;
  readonly algorithm: Pick<Algorithm, 'requestTypes' | 'response' | 'profile'>;
  /** What the environment says of answers; that this is a batch is known here. */
  readonly answers?: AnswerOptions | undefined;
  /** A file, or a folder of files. */
  readonly input: string;
  readonly contentType: string;
  /** Folder of the answers; made where it is missing. */
  readonly output: string;
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

/** One line per input file, in the order they were worked on. */
export type TransformReport = readonly {
  readonly input: string;
  readonly output: string;
  readonly requests: number;
}[];

type CheckedJob = TransformJob & TransformOptions;

interface Failure {
  readonly input: string;
  readonly error: UserError;
}

const NEWLINE = 0x0a;

/**
 * Answers every input file with a file `<name>.out` at the same place below the output folder. An output appears when all
 * records of its input succeeded, and takes the place of an earlier one; a file that fails does not stop the others.
 * @throws UserError E_TRANSFORM_OPTION, E_ACCEPT, E_INPUT_MISSING, E_INPUT_EMPTY, E_OUTPUT_IS_INPUT before anything is done;
 * E_TRANSFORM_FAILED at the end, with one issue per file that failed. PlatformError and AlgorithmError at once.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform.html
 */
export async function transform(job: TransformJob): Promise<TransformReport> {
  const checked: CheckedJob = { ...job, ...checkTransformOptions(job) };
  if (job.algorithm.profile === 'xgboost') frameworkAccept(checked.accept, job.answers ?? {});
  else negotiateAccept(checked.accept, job.algorithm.response);
  const inputs = await inputFiles(job.input, job.output);
  const report: TransformReport[number][] = [];
  const failures: Failure[] = [];
  for (const input of inputs) {
    const output = join(job.output, `${input.relativePath}.out`);
    try {
      report.push({ input: input.path, output, requests: await transformFile(input, output, checked) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push({ input: input.path, error });
    }
  }
  if (failures.length > 0) throw transformFailed(failures, inputs.length);
  return report;
}

/** @returns how many requests the file took */
async function transformFile(input: InputFile, outputPath: string, job: CheckedJob): Promise<number> {
  await makeFolder(dirname(outputPath));
  const output = await NewFile.create(outputPath, { replace: true });
  try {
    let requests = 0;
    for await (const payload of payloads(await fileSource(input.path), job)) {
      job.signal?.throwIfAborted();
      await output.write(assembled(await answer(payload, input, job), job));
      requests++;
    }
    await output.commit();
    return requests;
  } catch (error) {
    await output.discard();
    throw error;
  }
}

async function answer(payload: Payload, { path }: InputFile, job: CheckedJob): Promise<Uint8Array> {
  const { contentType, accept, signal } = job;
  // Readers name and count what they were given, which for the first payload only is the file itself.
  const name = payload.firstRecord === 0 ? path : `${path} after ${payload.firstRecord} records`;
  try {
    const served = { ...job, answers: { ...job.answers, batch: true } };
    return (await invoke(served, { body: payload.bytes, contentType, accept, name, signal })).body;
  } catch (error) {
    throw error instanceof UserError ? inInput(error, payload, path, job) : error;
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

/** The reader of a payload counts from its start; the user counts from the start of the file. */
function inInput(error: UserError, payload: Payload, file: string, { splitType }: CheckedJob): UserError {
  const { line, byteOffset, record } = error.where ?? {};
  const linesBefore = splitType === 'Line' ? payload.firstRecord : 0;
  return new UserError(error.code, error.message, {
    where: {
      ...error.where,
      file,
      ...(line === undefined ? {} : { line: line + linesBefore }),
      ...(byteOffset === undefined ? {} : { byteOffset: byteOffset + payload.byteOffset }),
      ...(record === undefined ? {} : { record: record + payload.firstRecord }),
    },
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error,
  });
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw writeError(error, path);
  }
}

function transformFailed(failures: readonly Failure[], inputs: number): UserError {
  const issues = failures.map(({ input, error }) => ({
    code: error.code,
    message: `${describeWhere({ file: input, ...error.where })}: ${error.message}`,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  }));
  const names = failures.map(({ input }) => input).join(', ');
  const { where, hint } = (failures[0] as Failure).error;
  return new UserError('E_TRANSFORM_FAILED', `${failures.length} of ${inputs} input files failed: ${names}.`, {
    issues,
    ...(where === undefined ? {} : { where }),
    ...(hint === undefined ? {} : { hint }),
  });
}
