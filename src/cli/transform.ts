import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAlgorithm } from '../algorithms/registry.js';
import type { Issue } from '../errors.js';
import { loadKernels } from '../kernels/choose.js';
import { loadModel } from '../library/load-model.js';
import { readAnswerOptions } from '../serving/answer-options.js';
import type { BatchStrategy, SplitType } from '../serving/payloads.js';
import { type TransformReport, transform as transformFiles } from '../serving/transform.js';
import { type AssembleWith, checkTransformOptions } from '../serving/transform-options.js';
import { type Arguments, argumentsError, missingFlag } from './arguments.js';
import { integer, text } from './flags.js';
import { type Io, shownPath, write } from './io.js';
import type { Verb } from './verb.js';

export const transform: Verb = {
  name: 'transform',
  summary: 'predictions for files, as SageMaker’s batch transform makes them',
  usage: ['--model FILE --input PATH --content-type TYPE [--accept TYPE] [--split-type Line] [--output DIR]'],
  positionals: [],
  flags: [
    text('model', 'FILE', 'a model.tar.gz, ours or SageMaker’s'),
    text('input', 'PATH', 'a file, or a folder of files'),
    text('content-type', 'TYPE', 'text/csv, application/json, application/jsonlines, application/x-recordio-protobuf'),
    text('accept', 'TYPE', 'form of the answers; default application/json'),
    text('split-type', 'TYPE', 'None: a file is one request (default); Line; RecordIO'),
    text('batch-strategy', 'NAME', 'MultiRecord: as many records a request as fit (default); SingleRecord'),
    integer('max-payload-mb', 'N', 'largest request; default 6'),
    text('assemble-with', 'TYPE', 'None: answers follow one another as they are (default); Line'),
    text('output', 'DIR', 'gets NAME.out for every input NAME; without it a single file’s answers go to stdout'),
  ],
  examples: [
    {
      says: 'A cluster and a distance for every line of a CSV file',
      command:
        'sagelocal transform --model out/help-digits/model.tar.gz --input fixtures/digits/test-features.csv --content-type text/csv --accept text/csv --split-type Line --output out/help-transform',
    },
    {
      says: 'The same as JSON lines, on stdout',
      command:
        'sagelocal transform --model out/help-digits/model.tar.gz --input fixtures/digits/test-features.csv --content-type text/csv --accept application/jsonlines --split-type Line --assemble-with Line',
    },
  ],
  run: runTransform,
};

const BYTES_PER_MB = 2 ** 20;

async function runTransform(args: Arguments, io: Io): Promise<number> {
  const [model, input, contentType] = requiredTexts(
    args,
    ['model', 'FILE'],
    ['input', 'PATH'],
    ['content-type', 'TYPE'],
  );
  const maxPayloadMb = args.integer('max-payload-mb');
  const options = checkTransformOptions({
    contentType,
    accept: args.text('accept'),
    splitType: args.text('split-type') as SplitType | undefined,
    batchStrategy: args.text('batch-strategy') as BatchStrategy | undefined,
    assembleWith: args.text('assemble-with') as AssembleWith | undefined,
    maxPayloadBytes: maxPayloadMb === undefined ? undefined : maxPayloadMb * BYTES_PER_MB,
  });
  const trained = await loadModel(model);
  const run = async (output: string) =>
    transformFiles({
      ...options,
      model: trained.model,
      algorithm: findAlgorithm(trained.algorithm),
      input,
      contentType,
      output,
      kernels: await loadKernels(),
      answers: readAnswerOptions(process.env),
      signal: io.signal,
    });

  const output = args.text('output');
  if (output === undefined) return toStdout(input, run, io);
  for (const file of await run(output)) io.stderr.write(`wrote ${shownPath(file.output)}\n`);
  return 0;
}

/** Answers go to stdout when all of them are there, so that a bad record does not leave half a file in a pipe. */
async function toStdout(input: string, run: (output: string) => Promise<TransformReport>, io: Io): Promise<number> {
  if ((await stat(input)).isDirectory()) throw argumentsError([missingFlag('output', 'DIR')]);
  const folder = await mkdtemp(join(tmpdir(), 'sagelocal-'));
  try {
    for (const file of await run(folder)) {
      for await (const chunk of createReadStream(file.output)) await write(io.stdout, chunk);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return 0;
}

function requiredTexts<Names extends readonly (readonly [flag: string, placeholder: string])[]>(
  args: Arguments,
  ...flags: Names
): { [Index in keyof Names]: string } {
  const issues: Issue[] = flags
    .filter(([flag]) => !args.has(flag))
    .map(([flag, placeholder]) => missingFlag(flag, placeholder));
  if (issues.length > 0) throw argumentsError(issues);
  return flags.map(([flag]) => args.text(flag) ?? '') as { [Index in keyof Names]: string };
}
