import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issue } from '../errors.js';
import { readTransformJob } from '../jobs/transform-job.js';
import { type TransformSpec, transform as transformFiles } from '../library/transform.js';
import { type Arguments, argumentsError, missingFlag } from './arguments.js';
import { type Flag, integer, list, text, toggle } from './flags.js';
import { type Io, shownPath, write } from './io.js';
import type { Verb } from './verb.js';

/** What a job spec says too. */
const JOB_FLAGS: readonly Flag[] = [
  text('input', 'PATH', 'a file, or a folder of files'),
  text('content-type', 'TYPE', 'text/csv, application/json, application/jsonlines, application/x-recordio-protobuf, …'),
  text('compression-type', 'TYPE', 'None (default); Gzip'),
  text('split-type', 'TYPE', 'None: a file is one request (default); Line; RecordIO; TFRecord'),
  text('batch-strategy', 'NAME', 'MultiRecord: as many records a request as fit (default); SingleRecord'),
  integer('max-payload-mb', 'N', 'largest request; default 6, at most 100'),
  integer('max-concurrent-transforms', 'N', 'requests at once; default: one a core; times max-payload-mb at most 100'),
  text('accept', 'TYPE', 'form of the answers; default application/json, of XGBoost text/csv'),
  text('assemble-with', 'TYPE', 'None: answers follow one another as they are (default); Line'),
  text('input-filter', 'PATH', 'what of each record the model gets: a JSONPath such as $[1:]; default $, all'),
  text('join-source', 'NAME', 'None (default); Input: each record beside its answer'),
  text('output-filter', 'PATH', 'what of each record and its answer is kept: a JSONPath such as $[0,-1]; default $'),
  list('environment', 'NAME=VALUE', 'a variable of the container; may be repeated'),
];

export const transform: Verb = {
  name: 'transform',
  summary: 'predictions for files, as SageMaker’s batch transform makes them',
  usage: [
    '--model FILE --input PATH --content-type TYPE [--accept TYPE] [--split-type Line] [--output DIR]',
    '--job FILE.json [--model FILE] [--output DIR]',
  ],
  positionals: [],
  flags: [
    text('model', 'FILE', 'a model.tar.gz, ours or SageMaker’s, or a folder with what is in one'),
    ...JOB_FLAGS,
    text('job', 'FILE.json', 'all of the above from a CreateTransformJob request; S3Uri may be a path or file://'),
    text('output', 'DIR', 'gets NAME.out for every input NAME; without it a single file’s answers go to stdout'),
    toggle('fresh', 'do everything anew; else what an earlier run of the same job has wholly done is not done again'),
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
    {
      says: 'The digit in the first column, which the model does not see, beside its cluster',
      command:
        'sagelocal transform --model out/help-digits/model.tar.gz --input fixtures/digits/test.csv --content-type text/csv --accept text/csv --split-type Line --assemble-with Line --input-filter "$[1:]" --join-source Input --output-filter "$[0,-2]"',
    },
  ],
  run: runTransform,
};

async function runTransform(args: Arguments, io: Io): Promise<number> {
  const { spec, notes } = args.has('job') ? await fromJob(args) : { spec: fromFlags(args), notes: [] };
  for (const note of notes) io.stderr.write(`note: ${note}\n`);
  const run = (output: string) =>
    transformFiles({
      ...spec,
      output,
      environment: { ...process.env, ...spec.environment },
      fresh: args.has('fresh') || spec.output === undefined,
      signal: io.signal,
      onFile: (file) => {
        if (spec.output === undefined) return;
        io.stderr.write(`${file.skipped ? 'done earlier:' : 'wrote'} ${shownPath(file.output)}\n`);
      },
    });
  if (spec.output === undefined) await toStdout(spec.input, run, io);
  else await run(spec.output);
  return 0;
}

type GivenSpec = Omit<TransformSpec, 'output'> & { readonly output?: string | undefined };

async function fromJob(args: Arguments): Promise<{ readonly spec: GivenSpec; readonly notes: readonly string[] }> {
  const both = JOB_FLAGS.filter(({ name }) => args.has(name)).map(({ name }) => `--${name}`);
  if (both.length > 0) {
    const message = `${both.join(', ')} cannot stand beside --job, which says it all.`;
    throw argumentsError([{ code: 'E_FLAG_CONFLICT', message }]);
  }
  const model = args.text('model');
  const { spec, notes } = await readTransformJob(args.text('job') as string, () => model);
  return { spec: { ...spec, output: args.text('output') ?? spec.output }, notes };
}

function fromFlags(args: Arguments): GivenSpec {
  const [model, input] = requiredTexts(args, ['model', 'FILE'], ['input', 'PATH'], ['content-type', 'TYPE']);
  // What is none of the choices the job itself refuses.
  const choice = <Name extends keyof TransformSpec>(flag: string) => args.text(flag) as TransformSpec[Name];
  return {
    model,
    input,
    contentType: args.text('content-type'),
    compressionType: choice<'compressionType'>('compression-type'),
    splitType: choice<'splitType'>('split-type'),
    batchStrategy: choice<'batchStrategy'>('batch-strategy'),
    maxPayloadInMB: args.integer('max-payload-mb'),
    maxConcurrentTransforms: args.integer('max-concurrent-transforms'),
    accept: args.text('accept'),
    assembleWith: choice<'assembleWith'>('assemble-with'),
    dataProcessing: {
      inputFilter: args.text('input-filter'),
      outputFilter: args.text('output-filter'),
      joinSource: args.text('join-source') as 'None' | 'Input' | undefined,
    },
    environment: environmentOf(args),
    output: args.text('output'),
  };
}

function environmentOf(args: Arguments): Readonly<Record<string, string>> {
  const variables = args.list('environment').map((item): [string, string] => {
    const at = item.indexOf('=');
    if (at > 0) return [item.slice(0, at), item.slice(at + 1)];
    throw argumentsError([{ code: 'E_FLAG_VALUE', message: `--environment needs NAME=VALUE, not '${item}'.` }]);
  });
  return Object.fromEntries(variables);
}

/** Answers go to stdout when all of them are there, so that a bad record does not leave half a file in a pipe. */
async function toStdout(
  input: string,
  run: (output: string) => Promise<readonly { readonly output: string }[]>,
  io: Io,
): Promise<void> {
  if ((await stat(input).catch(() => undefined))?.isDirectory()) throw argumentsError([missingFlag('output', 'DIR')]);
  const folder = await mkdtemp(join(tmpdir(), 'sagelocal-'));
  try {
    for (const file of await run(folder)) {
      for await (const chunk of createReadStream(file.output)) await write(io.stdout, chunk);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
