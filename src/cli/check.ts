import type { Algorithm } from '../algorithms/algorithm.js';
import { findAlgorithm } from '../algorithms/registry.js';
import { check as checkChannels } from '../check/check-job.js';
import { type FixOptions, fix, type Mended } from '../check/fix.js';
import { fixJob } from '../check/fix-job.js';
import type { CheckReport } from '../check/report.js';
import type { Issue } from '../errors.js';
import { CSV } from '../formats/content-type.js';
import { readJobSpec } from '../jobs/job-spec.js';
import { loadKernels } from '../kernels/choose.js';
import { type Channel, channel } from '../training/channels/channel.js';
import { acceptedContentType } from '../training/channels/open-channel.js';
import { type Arguments, argumentsError, missingFlag } from './arguments.js';
import { checkText } from './check-text.js';
import { ALLOW_S3, DELIVERY_FLAGS, deliveryFrom } from './delivery-flags.js';
import { integer, list, text, toggle } from './flags.js';
import { hyperparametersFromFlags } from './hyperparameter-flags.js';
import { imageVersion } from './image-version.js';
import { type Io, printJson, shownPath, write } from './io.js';
import { printable } from './printable.js';
import type { Verb } from './verb.js';

export const check: Verb = {
  name: 'check',
  summary: 'would SageMaker accept this data? Every problem, where it is, and how to mend it',
  usage: [
    '--algorithm NAME [--channel train] [--content-type TYPE] PATH… [--hyperparameter NAME=VALUE …]',
    '--algorithm NAME --content-type TYPE PATH --fix OUT [--label-column NAME]',
    '--job FILE.json [--fix OUT]',
  ],
  positionals: ['PATH…'],
  flags: [
    text('algorithm', 'NAME', 'whose rules apply'),
    text('channel', 'NAME', 'the channel the data is for; default train'),
    text('content-type', 'TYPE', 'as the channel names it: "text/csv;label_size=1"; default: the algorithm’s'),
    ...DELIVERY_FLAGS,
    list('hyperparameter', 'NAME=VALUE', 'what the data must agree with: feature_dim, predictor_type, num_classes …'),
    text('job', 'FILE.json', 'all of the above from a CreateTrainingJob request, every channel of it'),
    ALLOW_S3,
    text(
      'image-version',
      'VERSION',
      'XGBoost: the container’s, 1.7-1 or 3.0-5; default the image’s of --job, else 3.0-5',
    ),
    integer('problems', 'N', 'tell N problems of a channel one by one and count the rest; default 20'),
    text(
      'fix',
      'OUT',
      'write a corrected copy: no header, quotes, comments or byte order mark, LF, float32 numbers, padding; of --job a folder with one for each channel',
    ),
    integer('index-base', 'N', 'with --fix, libsvm: 1 where its indices count from 1; they then count from 0'),
    text('label-column', 'NAME', 'with --fix: the column, by number from 1 or by name, that becomes the first'),
    toggle('json', 'the report as JSON'),
  ],
  examples: [
    {
      says: 'A CSV file for k-means',
      command: 'sagelocal check --algorithm kmeans --content-type "text/csv;label_size=1" fixtures/digits/train.csv',
    },
    {
      says: 'Does the data agree with a hyperparameter? As JSON',
      command:
        'sagelocal check --algorithm kmeans --content-type "text/csv;label_size=1" fixtures/digits/train.csv --hyperparameter feature_dim=64 --json',
    },
    {
      says: 'A file as a spreadsheet exports it, mended: no header, no quotes, the label in front',
      command:
        'printf \'width,height,kind\\n"5.1",3.5,0\\n6.2,2.9,1\\n\' > flowers.csv && sagelocal check --algorithm kmeans --content-type text/csv flowers.csv --fix mended.csv --label-column kind',
    },
  ],
  run: runCheck,
};

async function runCheck(args: Arguments, io: Io): Promise<number> {
  const request = args.has('job') ? await requestFromSpec(args) : requestFromFlags(args);
  const algorithm = findAlgorithm(request.algorithm);
  const examine = async (channels: Readonly<Record<string, Channel>>): Promise<CheckReport> =>
    checkChannels(algorithm, channels, {
      kernels: await loadKernels(),
      hyperparameters: request.given,
      imageVersion: args.has('image-version') ? imageVersion(args) : undefined,
      hostCount: request.hostCount,
      whole: args.has('job'),
      mostShown: args.integer('problems'),
      signal: io.signal,
    });
  const report = await examine(request.channels);
  const output = args.text('fix');
  if (output === undefined) {
    await print(report, args, io);
    return report.accepted ? 0 : 1;
  }
  const { mended, channels } = args.has('job')
    ? await fixJob(dataChannels(request, algorithm), output, (one) => fixOptions(one, algorithm, args))
    : await fixOnly(request, algorithm, output, args);
  if (!mended.some(({ mends }) => mends.length > 0)) {
    await print(report, args, io);
    io.stderr.write(`There is nothing that --fix mends; ${shownPath(output)} was not written.\n`);
    return report.accepted ? 0 : 1;
  }
  const fixed = await examine({ ...request.channels, ...channels });
  await print(fixed, args, io, { output, mended });
  return fixed.accepted ? 0 : 1;
}

/** The channel that the flags describe: a file or a folder, and its copy of the same kind. */
async function fixOnly({ channels }: Request, algorithm: Algorithm, output: string, args: Arguments) {
  const [[name, original]] = Object.entries(channels) as [[string, Channel]];
  const options = fixOptions(original, algorithm, args);
  const mended = await fix(original.path, output, options);
  // XGBoost's first column is the label anyway, and its training takes no parameters.
  const isNewlyLabelled =
    options.labelColumn !== undefined && options.contentType === CSV && algorithm.profile !== 'xgboost';
  const contentType = isNewlyLabelled ? 'text/csv;label_size=1' : original.contentType;
  return { mended, channels: { [name]: channel(output, { contentType, name }) } };
}

function fixOptions(original: Channel, algorithm: Algorithm, args: Arguments): FixOptions {
  const contentType = original.contentType ?? algorithm.channels.defaultContentType;
  const indexBase = args.integer('index-base') === 1 ? 1 : 0;
  return { contentType: typeOf(contentType, algorithm), labelColumn: args.text('label-column'), indexBase };
}

/** Programs of the user's own are no data. */
function dataChannels({ channels }: Request, algorithm: Algorithm): Readonly<Record<string, Channel>> {
  const { code, ...data } = channels;
  return algorithm.profile === 'xgboost' ? data : channels;
}

/** Without parameters; XGBoost has several names for a format. */
function typeOf(contentType: string, algorithm: Algorithm): string {
  return acceptedContentType(channel('', { contentType }), algorithm.channels, algorithm).type;
}

interface Fixed {
  readonly output: string;
  readonly mended: readonly Mended[];
}

async function print(report: CheckReport, args: Arguments, io: Io, fixed?: Fixed): Promise<void> {
  if (args.has('json')) {
    printJson(io.stdout, fixed === undefined ? report : { ...report, fixed });
    return;
  }
  const lines = (fixed?.mended ?? []).flatMap(({ file, mends }) =>
    mends.map((mend) => `mended ${shownPath(file)}: ${mend}\n`),
  );
  const wrote = fixed === undefined ? '' : `wrote ${shownPath(fixed.output)}\n`;
  await write(io.stdout, printable(`${lines.join('')}${wrote}${checkText(report)}`));
}

interface Request {
  readonly algorithm: string;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly given: Readonly<Record<string, string>>;
  readonly hostCount?: number | undefined;
}

function requestFromFlags(args: Arguments): Request {
  const issues: Issue[] = [];
  const algorithm = args.text('algorithm');
  const [path, ...morePaths] = args.positionals;
  if (algorithm === undefined) issues.push(missingFlag('algorithm', 'NAME'));
  if (path === undefined) issues.push({ code: 'E_ARGUMENT_MISSING', message: 'PATH is missing.' });
  if (args.has('fix') && morePaths.length > 0) {
    issues.push({ code: 'E_FLAG_CONFLICT', message: '--fix mends one PATH: a file, or a folder of files.' });
  }
  if (args.has('label-column') && !args.has('fix')) {
    issues.push({ code: 'E_FLAG_CONFLICT', message: '--label-column needs --fix, which moves the column.' });
  }
  issues.push(...indexBaseIssues(args));
  const given = hyperparametersFromFlags(args, issues);
  const delivery = deliveryFrom(args, issues);
  if (issues.length > 0 || algorithm === undefined || path === undefined) throw argumentsError(issues);
  const name = args.text('channel') ?? 'train';
  const only = {
    ...channel(path, { ...delivery, contentType: args.text('content-type'), name }),
    ...(morePaths.length > 0 && { morePaths }),
  };
  return { algorithm, channels: { [name]: only }, given };
}

function indexBaseIssues(args: Arguments): Issue[] {
  const base = args.integer('index-base');
  if (base === undefined) return [];
  if (!args.has('fix')) {
    return [{ code: 'E_FLAG_CONFLICT', message: '--index-base needs --fix, which moves the indices.' }];
  }
  return base > 1 ? [{ code: 'E_FLAG_VALUE', message: '--index-base is 0 or 1.' }] : [];
}

const SAID_BY_THE_JOB = [
  ...['algorithm', 'channel', 'content-type', 'hyperparameter', 'label-column'],
  ...DELIVERY_FLAGS.map(({ name }) => name),
];

async function requestFromSpec(args: Arguments): Promise<Request> {
  const extra = [...SAID_BY_THE_JOB.filter((name) => args.has(name)).map((name) => `--${name}`), ...args.positionals];
  const issues = extra.map((what) => ({
    code: 'E_FLAG_CONFLICT',
    message: `${what} cannot stand beside --job, which names the data itself.`,
  }));
  issues.push(...indexBaseIssues(args));
  if (issues.length > 0) throw argumentsError(issues);
  const { algorithm, channels, hyperparameters, hostCount } = await readJobSpec(args.text('job') as string, {
    allowS3: args.has(ALLOW_S3.name),
  });
  return { algorithm, channels: dataOf(algorithm, channels), given: hyperparameters, hostCount };
}

/** An earlier model is no data: `train` reads it by itself. XGBoost's container knows no such channel. */
function dataOf(algorithm: string, channels: Readonly<Record<string, Channel>>): Readonly<Record<string, Channel>> {
  if (findAlgorithm(algorithm).profile === 'xgboost') return channels;
  const { model, ...data } = channels;
  return data;
}
