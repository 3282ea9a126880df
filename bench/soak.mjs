// Hours in small: all eight algorithms behind one process, asked well and badly at a steady, low rate. Says what memory does. JSON on stdout.
//   npm run build && node bench/soak.mjs [--seconds 600] [--rate 60]
// rss is the server's as the system has it; heap and buffers are what is left of them after a collection.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as sagelocal from '../dist/index.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    rate: { type: 'string', default: '60' },
    models: { type: 'string' },
  },
});

const ROWS = 1000;
const COLS = 8;
const SAMPLES = 5;
/** Every so many requests one that makes no sense. */
const BAD_EVERY = 5;

/** The server's own process: says its port, and what it holds when it is asked. */
async function serveModels(modelsFolder) {
  const endpoint = await sagelocal.serve({ modelsFolder, port: 0 });
  process.send(endpoint.port);
  process.on('message', () => {
    gc();
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    process.send({ rss_mb: mb(rss), heap_mb: mb(heapUsed), buffers_mb: mb(arrayBuffers) });
  });
}

async function soak(seconds, rate) {
  const folder = mkdtempSync(join(tmpdir(), 'sagelocal-soak-'));
  await trainAll(folder);
  const server = fork(fileURLToPath(import.meta.url), ['--models', folder], { execArgv: ['--expose-gc'] });
  try {
    const [port] = await once(server, 'message');
    const url = `http://127.0.0.1:${port}`;
    for (const name of Object.keys(models())) await load(url, name);
    const memory = [];
    const counts = {};
    for (let sample = 0; sample <= SAMPLES; sample++) {
      if (sample > 0) await ask(port, (seconds / SAMPLES) * rate, rate, counts);
      server.send('memory');
      memory.push((await once(server, 'message'))[0]);
    }
    console.log(JSON.stringify({ case: `soak algorithms=8 seconds=${seconds} rate=${rate}`, counts, memory }));
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

function models() {
  const { LinearLearner, XGBoost, KMeans, KNN, PCA, RandomCutForest, FactorizationMachines, LDA } = sagelocal;
  return {
    'linear-learner': new LinearLearner({ predictor_type: 'binary_classifier', epochs: 2 }),
    xgboost: new XGBoost({ objective: 'binary:logistic', num_round: 20 }),
    kmeans: new KMeans({ k: 3 }),
    knn: new KNN({ k: 3, predictor_type: 'classifier', sample_size: ROWS }),
    pca: new PCA({ num_components: 2, mini_batch_size: 50 }),
    randomcutforest: new RandomCutForest({ num_trees: 50 }),
    'factorization-machines': new FactorizationMachines({
      predictor_type: 'regressor',
      feature_dim: COLS,
      num_factors: 4,
      epochs: 2,
      mini_batch_size: 50,
    }),
    lda: new LDA({ num_topics: 2, feature_dim: COLS, mini_batch_size: 50 }),
  };
}

async function trainAll(folder) {
  let state = 1;
  const random = () => {
    state = (state * 48271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
  const features = Array.from({ length: ROWS }, () => Array.from({ length: COLS }, () => Math.ceil(9 * random())));
  const labels = features.map(([first]) => Number(first > 5));
  for (const [name, estimator] of Object.entries(models())) {
    const unlabelled = ['kmeans', 'pca', 'randomcutforest', 'lda'].includes(name);
    const model = await estimator.fit({ train: unlabelled ? features : { features, labels } });
    await model.save(join(folder, `${name}.tar.gz`));
  }
}

async function load(url, name) {
  const body = JSON.stringify({ model_name: name, url: `${name}.tar.gz` });
  const answer = await fetch(`${url}/models`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  if (answer.status !== 200) throw new Error(await answer.text());
}

/** So many requests at a steady rate, each on a connection of its own. */
async function ask(port, requests, rate, counts) {
  const names = Object.keys(models());
  for (let request = 0; request < requests; request++) {
    const name = names[request % names.length];
    const isBad = request % BAD_EVERY === 0;
    const bytes = isBad ? BAD[(request / BAD_EVERY) % BAD.length](name) : good(name);
    const status = await exchange(port, bytes);
    const key = `${isBad ? 'bad' : 'good'} ${status}`;
    counts[key] = (counts[key] ?? 0) + 1;
    await sleep(1000 / rate);
  }
}

const ROW = '1,2,3,4,5,6,7,8';
const BAD = [
  () => 'no HTTP at all\r\n\r\n',
  (name) => post(name, 'text/csv', '1,two,3'),
  (name) => post(name, 'text/csv', ROW, 99_999_999_999),
  (name) => post(name, 'image/png', ROW),
  (name) => post(name, 'text/csv', ROW, ROW.length + 5),
];

function good(name) {
  if (name !== 'factorization-machines') return post(name, 'text/csv', `${ROW}\n${ROW}\n`);
  return post(name, 'application/json', JSON.stringify({ instances: [{ features: [1, 2, 3, 4, 5, 6, 7, 8] }] }));
}

function post(name, type, body, length = body.length) {
  return `POST /models/${name}/invoke HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${body}`;
}

/** The status of the answer; 0 where the client left before one came. */
function exchange(port, bytes) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const leave = (status) => {
      socket.destroy();
      resolve(status);
    };
    socket.once('data', (chunk) => leave(Number(chunk.latin1Slice(9, 12))));
    socket.once('error', () => leave(0));
    socket.setTimeout(200, () => leave(0));
    socket.write(bytes);
  });
}

function mb(bytes) {
  return Math.round(bytes / 104857.6) / 10;
}

if (options.models !== undefined) await serveModels(options.models);
else await soak(Number(options.seconds), Number(options.rate));
