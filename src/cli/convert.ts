import { convert as convertRows } from '../convert/convert.js';
import { loadKernels } from '../kernels/choose.js';
import { type Arguments, argumentsError } from './arguments.js';
import { integer, text, toggle } from './flags.js';
import { type Io, printJson, shownPath } from './io.js';
import { grouped } from './numbers.js';
import type { Verb } from './verb.js';

export const convert: Verb = {
  name: 'convert',
  summary: 'the same rows in another format: RecordIO-protobuf, CSV, JSON Lines, libsvm, Parquet',
  usage: ['IN OUT [--from TYPE] [--to TYPE] [--label-size N] [--sparse]', 'IN DIR --to TYPE --shards N'],
  positionals: ['IN', 'OUT'],
  flags: [
    text(
      'from',
      'TYPE',
      'recordio, csv, jsonlines, libsvm, parquet, or a content type; default: what the first bytes say',
    ),
    text('to', 'TYPE', 'the same; default: what the name of OUT says (.pbr, .csv, .jsonl, .libsvm, .parquet)'),
    integer('label-size', 'N', 'CSV, Parquet: the first N columns are labels; default 0'),
    toggle('csv-weights', 'CSV: behind the label stands a weight, as XGBoost reads it with csv_weights=1'),
    toggle('sparse', 'leave zeros out; what comes sparse stays sparse wherever the format can hold it'),
    integer('shards', 'N', 'OUT is a folder that gets matrix_0.pbr, matrix_1.pbr …, as the SageMaker SDK splits'),
    toggle('json', 'what was written, as JSON'),
  ],
  examples: [
    {
      says: 'CSV with the label in front to RecordIO-protobuf',
      command: 'sagelocal convert fixtures/digits/train.csv train.pbr --label-size 1',
    },
    {
      says: 'The same as sparse rows in three shards',
      command: 'sagelocal convert train.pbr shards --to recordio --sparse --shards 3',
    },
    { says: 'A folder of shards to JSON Lines', command: 'sagelocal convert shards train.jsonl' },
    {
      says: 'For XGBoost: libsvm, and the same as Parquet',
      command: 'sagelocal convert train.pbr train.libsvm && sagelocal convert train.libsvm train.parquet',
    },
  ],
  run: runConvert,
};

async function runConvert(args: Arguments, io: Io): Promise<number> {
  const [input, output] = args.positionals;
  if (input === undefined || output === undefined) {
    const name = input === undefined ? 'IN' : 'OUT';
    throw argumentsError([{ code: 'E_ARGUMENT_MISSING', message: `${name} is missing.` }]);
  }
  if (args.integer('shards') === 0) {
    throw argumentsError([{ code: 'E_FLAG_VALUE', message: '--shards needs a whole number from 1 on, not 0.' }]);
  }
  const heard = new Set<string>();
  const report = await convertRows({
    input,
    output,
    from: args.text('from'),
    to: args.text('to'),
    labelSize: args.integer('label-size'),
    csvWeights: args.has('csv-weights'),
    sparse: args.has('sparse'),
    shards: args.integer('shards'),
    kernels: await loadKernels(),
    signal: io.signal,
    onWarning: ({ code, message }) => {
      if (!heard.has(message)) io.stderr.write(`warning: ${message} (${code})\n`);
      heard.add(message);
    },
  });
  if (args.has('json')) {
    printJson(io.stdout, report);
    return 0;
  }
  const { rows, features, layout, labelSize, files } = report;
  const labels = labelSize === 0 ? 'no label' : `${labelSize} label${labelSize === 1 ? '' : 's'}`;
  io.stdout.write(`${grouped(rows)} rows, ${grouped(features)} features (${layout}), ${labels}\n`);
  for (const file of files) {
    io.stdout.write(`wrote ${shownPath(file.path)}: ${grouped(file.rows)} rows, ${grouped(file.bytes)} bytes\n`);
  }
  return 0;
}
