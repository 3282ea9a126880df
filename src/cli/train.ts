import { readFile } from 'node:fs/promises';
import type { Algorithm, Model, Step } from '../algorithms/algorithm.js';
import { algorithms, findAlgorithm } from '../algorithms/registry.js';
import { type Issue, UserError } from '../errors.js';
import type { LocalJob } from '../jobs/job-spec.js';
import { type RequestedJob, readRequestedJob } from '../jobs/requested-job.js';
import { runJob } from '../jobs/run-job.js';
import { runLocal } from '../jobs/run-local.js';
import { loadModelOf } from '../library/load-model.js';
import { showProgress, silentProgress } from '../report/progress.js';
import { type Channel, type ChannelOptions, channel } from '../training/channels/channel.js';
import { algorithmHelp } from './algorithm-help.js';
import { type Arguments, argumentsError, missingFlag } from './arguments.js';
import { isContainer, trainContainer } from './container.js';
import { ALLOW_S3, DELIVERY_FLAGS, deliveryFrom } from './delivery-flags.js';
import type { Flag } from './flags.js';
import { integer, list, text, toggle } from './flags.js';
import { type GentleEnd, gentleEnd } from './gentle-end.js';
import { hyperparametersFromFlags } from './hyperparameter-flags.js';
import { type Io, shownPath } from './io.js';
import type { Verb } from './verb.js';

/** Channels that have flags. SageMaker's `model` channel is `--model`. */
const CHANNELS = ['train', 'validation', 'test'] as const;

const JOB_FLAGS: readonly Flag[] = [
  text('algorithm', 'NAME', `${[...algorithms.keys()].join(', ')}; with --help: its hyperparameters`),
  text('train', 'PATH', 'training data: a file, a folder, or a FIFO'),
  text('validation', 'PATH', 'validation data, for algorithms that have such a channel'),
  text('test', 'PATH', 'test data: its metrics stand at the end of the log'),
  text('content-type', 'TYPE', 'of all channels: "text/csv;label_size=1", application/x-recordio-protobuf'),
  ...CHANNELS.map((name) => text(`${name}-content-type`, 'TYPE', `of the ${name} channel alone`)),
  ...DELIVERY_FLAGS,
  list('hyperparameter', 'NAME=VALUE', 'one hyperparameter; may be repeated'),
  text('hyperparameters', 'FILE.json', 'hyperparameters as one flat JSON object'),
  text('checkpoints', 'DIR', 'XGBoost: keeps checkpoints here, and goes on from the newest; as CheckpointConfig'),
];

export const train: Verb = {
  name: 'train',
  summary: 'train an algorithm on files, as SageMaker would',
  usage: [
    '--algorithm NAME --train PATH [--content-type TYPE] [--hyperparameter NAME=VALUE …] --output DIR',
    '--job FILE.json [--output DIR] [--s3-root DIR]',
    '(in a container: trains what lies under /opt/ml, or SAGEMAKER_BASE_DIR; SAGELOCAL_ALGORITHM names the algorithm)',
  ],
  positionals: [],
  flags: [
    ...JOB_FLAGS,
    text('job', 'FILE.json', 'all of the above from a CreateTrainingJob request; S3Uri may be a path or file://'),
    ALLOW_S3,
    text('s3-root', 'DIR', 'with --job: the folder that stands for S3, s3://BUCKET/KEY for DIR/BUCKET/KEY'),
    text('model', 'FILE', 'continue from this model.tar.gz'),
    integer('seed', 'N', 'same seed, same data, same bytes out; default 0'),
    text(
      'output',
      'DIR',
      'gets model.tar.gz and metrics.jsonl, and with --job the job’s state as training-job.json; nothing there is overwritten',
    ),
    toggle('quiet', 'no progress line on stderr'),
  ],
  examples: [
    {
      says: 'Ten clusters of handwritten digits',
      command:
        'sagelocal train --algorithm kmeans --train fixtures/digits/train.csv --content-type "text/csv;label_size=1" --hyperparameter k=10 --output out/help-digits',
    },
    {
      says: 'More passes, with a test channel',
      command:
        'sagelocal train --algorithm kmeans --train fixtures/digits/train.csv --test fixtures/digits/test.csv --content-type "text/csv;label_size=1" --hyperparameter k=10 --hyperparameter epochs=10 --hyperparameter mini_batch_size=500 --output out/help-epochs',
    },
    {
      says: 'Continue from the first model with more data',
      command:
        'sagelocal train --algorithm kmeans --train fixtures/digits/digits.csv --content-type "text/csv;label_size=1" --hyperparameter k=10 --model out/help-digits/model.tar.gz --output out/help-more',
    },
    {
      says: 'Ten principal components of handwritten digits',
      command:
        'sagelocal train --algorithm pca --train fixtures/digits/train.csv --content-type "text/csv;label_size=1" --hyperparameter num_components=10 --hyperparameter mini_batch_size=500 --output out/help-pca',
    },
    {
      says: 'The digit that most of the five nearest pictures show, and how often that is right',
      command:
        'sagelocal train --algorithm knn --train fixtures/digits/train.csv --test fixtures/digits/test.csv --content-type "text/csv;label_size=1" --hyperparameter k=5 --hyperparameter predictor_type=classifier --hyperparameter sample_size=2000 --output out/help-neighbours',
    },
    {
      says: 'Ten boosted rounds that tell digits apart',
      command:
        'sagelocal train --algorithm xgboost --train fixtures/digits/train.csv --validation fixtures/digits/test.csv --content-type text/csv --hyperparameter objective=multi:softmax --hyperparameter num_class=10 --hyperparameter num_round=10 --output out/help-boosted',
    },
  ],
  helpOn: helpOnAlgorithm,
  run: runTrain,
};

/** `train --algorithm kmeans --help` */
function helpOnAlgorithm(words: readonly string[]): string | undefined {
  const flag = words.findIndex((word) => /^--algorithm(=|$)/.test(word));
  if (flag === -1) return undefined;
  return algorithmHelp(findAlgorithm((words[flag] as string).split('=')[1] ?? words[flag + 1] ?? ''));
}

async function runTrain(args: Arguments, io: Io): Promise<number> {
  if (args.isEmpty && isContainer()) return trainContainer(io);
  const job: LocalJob | RequestedJob = args.has('job') ? await jobFromSpec(args) : await jobFromFlags(args);
  const algorithm = findAlgorithm(job.algorithm);
  const progress = args.has('quiet') ? silentProgress : showProgress(io.stderr);
  const say = (text: string) => progress.above(() => io.stderr.write(`${text}\n`));
  for (const note of job.notes) say(`note: ${note}`);
  const { model: modelChannel, ...channels } = job.channels;
  try {
    const run = {
      algorithm,
      hyperparameters: job.hyperparameters,
      channels,
      seed: job.seed,
      outputFolder: job.outputFolder,
      startFrom: await earlierModel(algorithm, args.text('model') ?? modelChannel?.path),
      checkpointFolder: job.checkpointFolder,
      ...endOf(job, io),
      onStep: (step: Step) => progress.step(step),
      log: (line: string) => progress.above(() => io.stdout.write(`${line}\n`)),
    };
    const { modelPath, metricsPath } = await (isRequested(job) ? runJob({ ...job, ...run }) : runLocal(run));
    progress.end();
    say(`wrote ${shownPath(modelPath)} and ${shownPath(metricsPath)}`);
    return 0;
  } finally {
    progress.end();
  }
}

/** SIGTERM is no Ctrl-C where the job asks for a model on termination. */
function endOf({ hyperparameters }: LocalJob, io: Io): GentleEnd {
  return hyperparameters.save_model_on_termination === 'true' ? gentleEnd(io) : { signal: io.signal };
}

function isRequested(job: LocalJob | RequestedJob): job is RequestedJob {
  return 'request' in job;
}

async function earlierModel(algorithm: Algorithm, path: string | undefined): Promise<Model | undefined> {
  return path === undefined ? undefined : (await loadModelOf(algorithm, path)).model;
}

async function jobFromSpec(args: Arguments): Promise<RequestedJob> {
  const both = JOB_FLAGS.filter(({ name }) => args.has(name));
  if (both.length > 0) {
    throw argumentsError(
      both.map(({ name }) => ({
        code: 'E_FLAG_CONFLICT',
        message: `--${name} cannot stand beside --job, which says it already.`,
      })),
    );
  }
  const job = await readRequestedJob(args.text('job') as string, {
    allowS3: args.has(ALLOW_S3.name),
    s3Root: args.text('s3-root'),
  });
  const [output, seed] = [args.text('output'), args.integer('seed')];
  return {
    ...job,
    ...(output === undefined ? {} : { outputFolder: output }),
    ...(seed === undefined ? {} : { seed }),
  };
}

async function jobFromFlags(args: Arguments): Promise<LocalJob> {
  const issues: Issue[] = [];
  const required = (name: string, placeholder: string): string => {
    const value = args.text(name);
    if (value === undefined) issues.push(missingFlag(name, placeholder));
    return value ?? '';
  };
  const algorithm = required('algorithm', 'NAME');
  const outputFolder = required('output', 'DIR');
  if (!args.has('train')) issues.push(missingFlag('train', 'PATH'));
  const delivery = deliveryFrom(args, issues);
  const given = hyperparametersFromFlags(args, issues);
  if (issues.length > 0) throw argumentsError(issues);

  const [file, checkpointFolder] = [args.text('hyperparameters'), args.text('checkpoints')];
  const seed = args.integer('seed');
  return {
    algorithm,
    outputFolder,
    hyperparameters: { ...(file === undefined ? {} : await readHyperparameters(file)), ...given },
    channels: channelsFromFlags(args, delivery),
    notes: [],
    ...(seed === undefined ? {} : { seed }),
    ...(checkpointFolder === undefined ? {} : { checkpointFolder }),
  };
}

function channelsFromFlags(args: Arguments, delivery: ChannelOptions): Record<string, Channel> {
  const channels: Record<string, Channel> = {};
  for (const name of CHANNELS) {
    const path = args.text(name);
    if (path === undefined) continue;
    const contentType = args.text(`${name}-content-type`) ?? args.text('content-type');
    channels[name] = channel(path, { ...delivery, contentType, name });
  }
  return channels;
}

async function readHyperparameters(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8');
  const refuse = (message: string, cause?: unknown) =>
    new UserError('E_HYPERPARAMETERS_FILE', message, {
      where: { file: path },
      hint: 'As SageMaker’s hyperparameters.json: {"k": "10", "epochs": "3"}.',
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`${path} is not JSON: ${(error as Error).message}.`, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse(`${path} is not a JSON object.`);
  return value as Record<string, string>;
}
