// How long `check` takes beside reading the same file once, and what the writers do. One line of JSON per case.
//   npm run build && node bench/check.mjs [--smoke] [--rows N] [--format csv] [--repeats N]
// Goal: check within 1.5 times of reading once. 2,000,000 rows are a gigabyte of CSV.
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { kmeans } from '../dist/algorithms/kmeans/index.js';
import { xgboost } from '../dist/algorithms/xgboost/index.js';
import { checkChannel } from '../dist/check/check-channel.js';
import { dense } from '../dist/data/dense.js';
import { Random } from '../dist/data/random.js';
import { openWriter } from '../dist/formats/open-writer.js';
import { channel } from '../dist/index.js';
import { loadKernels } from '../dist/kernels/choose.js';
import { openChannel } from '../dist/training/channels/open-channel.js';

const { values: options } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    rows: { type: 'string' },
    repeats: { type: 'string' },
    format: { type: 'string' },
  },
});
const SEED = 1;
const COLS = 28;
const ROWS = Number(options.rows ?? (options.smoke ? 20_000 : 1_000_000));
const BLOCK_ROWS = 10_000;
const REPEATS = Number(options.repeats ?? (options.smoke ? 1 : 5));

const random = new Random(SEED);
const block = dense(
  Float32Array.from({ length: BLOCK_ROWS * COLS }, () => random.normal()),
  BLOCK_ROWS,
  COLS,
);
const labels = Float32Array.from({ length: BLOCK_ROWS }, () => random.integer(10));

const kernels = await loadKernels();
const folder = mkdtempSync(join(tmpdir(), 'sagelocal-bench-'));
try {
  const formats = ['text/csv', 'application/x-recordio-protobuf', 'application/jsonlines'];
  for (const contentType of formats.filter((format) => format.includes(options.format ?? ''))) {
    const path = join(folder, contentType.replaceAll('/', '-'));
    const seconds = await timed(() => writeFile(path, contentType));
    report(`write ${contentType}`, { seconds, bytes: statSync(path).size });
    if (contentType === 'application/jsonlines') continue;
    await compare(kmeans, path, contentType === 'text/csv' ? 'text/csv;label_size=1' : contentType);
    await compare(xgboost, path, contentType);
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function compare(algorithm, path, contentType) {
  const typed = channel(path, { contentType });
  const [reads, checks] = [[], []];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    reads.push(await timed(() => readOnce(algorithm, typed)));
    checks.push(await timed(() => checkChannel(algorithm, typed, { kernels })));
  }
  const ratios = checks.map((check, repeat) => check / reads[repeat]);
  const seconds = { seconds: median(checks), read_seconds: median(reads) };
  report(`check ${algorithm.name} ${contentType}`, { ...seconds, ratio: median(ratios) });
}

async function writeFile(path, contentType) {
  const stream = createWriteStream(path);
  const writer = openWriter(contentType, (bytes) => new Promise((resolve) => stream.write(bytes, resolve)));
  for (let row = 0; row < ROWS; row += BLOCK_ROWS) await writer.writeRows(block, labels);
  await writer.end();
  stream.end();
  await finished(stream);
}

async function readOnce({ channels, profile }, input) {
  const dataset = await openChannel(input, channels, kernels, { profile });
  for await (const _ of dataset.blocks()) {
    // Every row is read, and nothing is done with it.
  }
}

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function report(name, figures) {
  console.log(
    JSON.stringify({ case: `${name} rows=${ROWS} cols=${COLS} seed=${SEED}`, backend: kernels.backend, ...figures }),
  );
}
