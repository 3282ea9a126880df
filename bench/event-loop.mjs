// How long fit keeps the event loop waiting, and how soon an abort ends it. One line of JSON per case.
//   npm run build && node bench/event-loop.mjs [--smoke]
// Goals on two cores: delay_p99_ms below 50, abort_ms below 200, files_left 0.
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { kmeans } from '../dist/algorithms/kmeans/index.js';
import { dense } from '../dist/data/dense.js';
import { memoryDataset } from '../dist/data/memory-dataset.js';
import { Random } from '../dist/data/random.js';
import { encodeCsv } from '../dist/formats/csv/csv.js';
import { encodeRecords } from '../dist/formats/recordio/recordio.js';
import { channel, KMeans } from '../dist/index.js';
import { runLocal } from '../dist/jobs/run-local.js';

const { values: options } = parseArgs({ options: { smoke: { type: 'boolean', default: false } } });

const SEED = 1;
const COLS = 28;
const ROWS = options.smoke ? 20_000 : 1_000_000;
/** Files repeat a block of this many rows. */
const BLOCK_ROWS = ROWS / 10;
const HYPERPARAMETERS = { k: 10, feature_dim: COLS, epochs: 2 };

const folder = mkdtempSync(join(tmpdir(), 'sagelocal-bench-'));
try {
  for (const [name, train] of Object.entries(inputs(folder))) {
    report(`fit ${name}`, await delaysDuring(() => new KMeans(HYPERPARAMETERS).fit({ train })));
    report(`abort ${name}`, await abortMidway(train, join(folder, 'out')));
  }
} finally {
  rmSync(folder, { recursive: true });
}

function inputs(folder) {
  const random = new Random(SEED);
  const block = dense(
    Float32Array.from({ length: BLOCK_ROWS * COLS }, () => random.normal()),
    BLOCK_ROWS,
    COLS,
  );
  const all = new Float32Array(ROWS * COLS);
  const [csv, records] = [join(folder, 'train.csv'), join(folder, 'train.rec')];
  const [csvBytes, recordBytes] = [encodeCsv(block), encodeRecords(block)];
  for (let from = 0; from < ROWS; from += BLOCK_ROWS) {
    all.set(block.data, from * COLS);
    appendFileSync(csv, csvBytes);
    appendFileSync(records, recordBytes);
  }
  return {
    memory: memoryDataset(dense(all, ROWS, COLS)),
    csv: channel(csv, { contentType: 'text/csv;label_size=0' }),
    recordio: channel(records, { contentType: 'application/x-recordio-protobuf' }),
  };
}

async function delaysDuring(work) {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  delays.disable();
  return {
    seconds: round(seconds),
    delay_p50_ms: round(delays.percentile(50) / 1e6),
    delay_p99_ms: round(delays.percentile(99) / 1e6),
    delay_max_ms: round(delays.max / 1e6),
  };
}

/** Aborts from outside, as a key press would, at a moment that no step chooses. */
async function abortMidway(train, outputFolder) {
  const controller = new AbortController();
  let started;
  const firstStep = new Promise((resolve) => {
    started = resolve;
  });
  const outcome = runLocal({
    algorithm: kmeans,
    hyperparameters: HYPERPARAMETERS,
    channels: { train },
    outputFolder,
    signal: controller.signal,
    onStep: () => started(),
  }).then(
    () => 'finished',
    (error) => error.name,
  );
  await firstStep;
  await sleep(options.smoke ? 0 : 100);
  const start = performance.now();
  controller.abort();
  const ended = await outcome;
  return { abort_ms: round(performance.now() - start), ended, files_left: filesIn(outputFolder) };
}

function filesIn(folder) {
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

function round(value) {
  return Number(value.toFixed(3));
}

function report(name, figures) {
  console.log(JSON.stringify({ case: name, rows: ROWS, cols: COLS, seed: SEED, ...figures }));
}
