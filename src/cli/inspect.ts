import { basename } from 'node:path';
import { UserError } from '../errors.js';
import { parseContentType } from '../formats/content-type.js';
import { listChannelFiles } from '../training/channels/files.js';
import { type Arguments, argumentsError } from './arguments.js';
import { integer, text, toggle } from './flags.js';
import { dataReport } from './inspect-data.js';
import { modelReport } from './inspect-model.js';
import { recordReport } from './inspect-records.js';
import type { InspectReport } from './inspect-report.js';
import { type Io, printJson, write } from './io.js';
import { printable } from './printable.js';
import { sniff } from './sniff.js';
import type { Verb } from './verb.js';

export const inspect: Verb = {
  name: 'inspect',
  summary: 'what is in a data file, a folder of them, or a model.tar.gz, packed or not',
  usage: ['PATH [--content-type TYPE] [--rows N] [--json]', 'PATH --records N [--json]'],
  positionals: ['PATH'],
  flags: [
    text('content-type', 'TYPE', 'read it as this; default: what its first bytes say'),
    integer('rows', 'N', 'show the first N rows; default 3'),
    integer('records', 'N', 'RecordIO-protobuf: show the first N records field by field'),
    toggle('json', 'as JSON'),
  ],
  examples: [
    {
      says: 'Rows, shapes, values and labels of a CSV file',
      command: 'sagelocal inspect fixtures/digits/train.csv --content-type "text/csv;label_size=1"',
    },
    {
      says: 'A model: files, arrays, what it was trained with',
      command: 'sagelocal inspect out/help-digits/model.tar.gz',
    },
    { says: 'The same for a program', command: 'sagelocal inspect out/help-digits/model.tar.gz --json' },
  ],
  run: runInspect,
};

const DEFAULT_ROWS = 3;

async function runInspect(args: Arguments, io: Io): Promise<number> {
  const [path] = args.positionals;
  if (path === undefined) throw argumentsError([{ code: 'E_ARGUMENT_MISSING', message: 'PATH is missing.' }]);
  const report = await reportOn(path, args, io.signal);
  if (args.has('json')) printJson(io.stdout, report.json);
  else await write(io.stdout, printable(report.text));
  return 0;
}

async function reportOn(path: string, args: Arguments, signal: AbortSignal): Promise<InspectReport> {
  const { files } = await listChannelFiles(path);
  const [first] = files;
  if (first === undefined)
    throw new UserError('E_INPUT_EMPTY', `There is no data in ${path}.`, { where: { file: path } });

  const given = args.text('content-type');
  if (given === undefined && first !== path && files.some(isModelFile)) return modelReport(path, files);
  const sniffed = given === undefined ? await sniff(first) : undefined;
  if (sniffed?.kind === 'gzip') return modelReport(first);

  const contentType = parseContentType(given ?? sniffed?.contentType ?? 'text/csv');
  const records = args.integer('records');
  if (records !== undefined) return recordReport(files, { contentType, records });
  return dataReport({ path, files, contentType, firstRows: args.integer('rows') ?? DEFAULT_ROWS, signal });
}

/** By the names that the containers give. */
function isModelFile(path: string): boolean {
  return /^(model_algo-\d+|xgboost-model)$/.test(basename(path));
}
