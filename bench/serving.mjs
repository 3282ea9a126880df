// Requests a second at an endpoint, beside a bare node:http server that sends every body back, in one run. One line of JSON per case.
//   npm run build && node bench/serving.mjs [--smoke] [--model kmeans|xgboost] [--rows N ...] [--soak SECONDS]
// Goal: ratio 0.6 or more for one row of CSV. cpu_us is what a request costs the server's process, whatever else runs. --rows is how many a request holds: 1 and 100 in CSV and 1 in JSON, or those alone, in CSV. --soak adds mixed load, good and bad, and says what memory did meanwhile: six hundred seconds show whether it is flat.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dense } from '../dist/data/dense.js';
import { Random } from '../dist/data/random.js';
import { encodeCsv } from '../dist/formats/csv/csv.js';
import { KMeans, XGBoost } from '../dist/index.js';

const { values: options } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    model: { type: 'string' },
    rows: { type: 'string', multiple: true },
    soak: { type: 'string', default: '0' },
  },
});

const askedRows = options.rows?.map(Number);
if (askedRows?.some((rows) => !Number.isSafeInteger(rows) || rows < 1)) {
  console.error(`--rows must be whole numbers of at least 1, not ${options.rows.join(', ')}`);
  process.exit(1);
}

const SEED = 1;
const COLS = 28;
const CENTRES = 10;
const TREES = 100;
const LARGE_CONNECTIONS = 4;
const MEMORY_SAMPLES = 20;
const MAX_TIMES = 1_000_000;
const CONNECTIONS = 32;
const ROUNDS = options.smoke ? 1 : 5;
const SECONDS = options.smoke ? 0.3 : 3;

const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const ECHO = `
  const { createServer } = require('node:http');
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      response.writeHead(200, { 'Content-Type': 'text/csv', 'Content-Length': body.length });
      response.end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => console.log('listening on http://127.0.0.1:' + server.address().port));`;

const random = new Random(SEED);
const rowsOf = (rows) =>
  dense(
    Float32Array.from({ length: rows * COLS }, () => random.normal()),
    rows,
    COLS,
  );

/** As little client as can be, so that the server is what is measured. */
class Client {
  #socket;
  #received = Buffer.alloc(0);
  #answered = () => {};

  constructor(port) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', () => this.#answered(0));
  }

  ask(request) {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#socket.write(request);
    });
  }

  close() {
    this.#socket.destroy();
  }

  #read(chunk) {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const bodyAt = this.#received.indexOf('\r\n\r\n') + 4;
    if (bodyAt < 4) return;
    const head = this.#received.latin1Slice(0, bodyAt);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#received.length < bodyAt + length) return;
    this.#received = Buffer.alloc(0);
    this.#answered(Number(head.slice(9, 12)));
  }
}

const MODELS = {
  kmeans: () => new KMeans({ k: CENTRES }).fit({ train: rowsOf(1000) }),
  xgboost: () => {
    const features = rowsOf(2000);
    const labels = Array.from({ length: 2000 }, (_, row) =>
      Number(features.get(row, 0) + features.get(row, 1) * features.get(row, 2) > 0),
    );
    return new XGBoost({ objective: 'binary:logistic', num_round: TREES }).fit({ train: { features, labels } });
  },
};

const folder = mkdtempSync(join(tmpdir(), 'sagelocal-bench-'));
const children = [];
try {
  const echo = await start(['-e', ECHO]);
  for (const [name, train] of Object.entries(MODELS)) {
    if (options.model !== undefined && options.model !== name) continue;
    const path = join(folder, `${name}.tar.gz`);
    await (await train()).save(path);
    const endpoint = await start([PROGRAM, 'serve', '--model', path, '--port', '0']);
    for (const { name: of, request } of cases(name)) await compare(`${name} ${of}`, request, endpoint, echo);
    if (Number(options.soak) > 0 || options.smoke) await soak(name, Number(options.soak) || 1, endpoint);
  }
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true });
}

function* cases(model) {
  for (const rows of askedRows ?? [1, 100]) {
    const csv = Buffer.from(encodeCsv(rowsOf(rows)));
    yield { name: `csv rows=${rows}`, request: post(csv, 'text/csv', 'text/csv') };
  }
  // XGBoost's container reads no JSON.
  if (model === 'xgboost' || askedRows !== undefined) return;
  const instance = { features: Array.from({ length: COLS }, () => Math.fround(random.normal())) };
  const json = Buffer.from(JSON.stringify({ instances: [instance] }));
  yield { name: 'json rows=1', request: post(json, 'application/json', 'application/json') };
}

function post(body, contentType, accept) {
  const head = [
    'POST /invocations HTTP/1.1',
    'Host: localhost',
    `Content-Type: ${contentType}`,
    `Accept: ${accept}`,
    `Content-Length: ${body.length}`,
    '\r\n',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n')), body]);
}

/** A server in a process of its own, and its port. */
function start(words) {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    child.stdout.on('data', (chunk) => {
      const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(chunk)?.[1];
      if (port !== undefined) resolve({ port: Number(port), pid: child.pid });
    });
  });
}

/** Rounds alternate, so that whatever else the machine does meets both. */
async function compare(name, request, endpoint, echo) {
  const [ours, theirs] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await load(endpoint, request));
    theirs.push(await load(echo, request));
  }
  const rate = (rounds) => median(rounds.map(({ perSecond }) => perSecond));
  report({
    case: `serving ${name} cols=${COLS} k=${CENTRES} trees=${TREES} connections=${CONNECTIONS} seed=${SEED}`,
    per_second: Math.round(rate(ours)),
    echo_per_second: Math.round(rate(theirs)),
    ratio: round(rate(ours) / rate(theirs)),
    cpu_us: round(median(ours.map(({ cpuUs }) => cpuUs))),
    echo_cpu_us: round(median(theirs.map(({ cpuUs }) => cpuUs))),
    p50_ms: round(median(ours.map(({ p50 }) => p50))),
    p99_ms: round(median(ours.map(({ p99 }) => p99))),
    echo_p99_ms: round(median(theirs.map(({ p99 }) => p99))),
    failed: ours.reduce((sum, { failed }) => sum + failed, 0),
  });
}

/** Every connection sends its next request when it has the answer to the last. */
async function load({ port, pid }, request, seconds = SECONDS, connections = CONNECTIONS) {
  const end = performance.now() + seconds * 1000;
  const times = [];
  let [count, failed] = [0, 0];
  const start = performance.now();
  const cpuBefore = cpuSeconds(pid);
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client(port);
      while (performance.now() < end) {
        const sent = performance.now();
        if ((await client.ask(request)) !== 200) failed++;
        count++;
        if (times.length < MAX_TIMES) times.push(performance.now() - sent);
      }
      client.close();
    }),
  );
  const elapsed = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)];
  const cpuUs = ((cpuSeconds(pid) - cpuBefore) / count) * 1e6;
  return { perSecond: count / elapsed, cpuUs, p50: at(0.5), p99: at(0.99), failed };
}

/** Good requests from every connection, one row and a hundred, and beside them clients that send garbage, too much, or next to nothing. */
async function soak(model, seconds, endpoint) {
  const row = post(Buffer.from(encodeCsv(rowsOf(1))), 'text/csv', 'text/csv');
  const rows = post(Buffer.from(encodeCsv(rowsOf(100))), 'text/csv', 'text/csv');
  const before = await load(endpoint, row, Math.min(2, seconds));
  const memory = [rssMb(endpoint.pid)];
  const watch = setInterval(() => memory.push(rssMb(endpoint.pid)), (seconds * 1000) / MEMORY_SAMPLES);
  let done = false;
  const bad = [
    () => pester(endpoint.port, Buffer.from('no HTTP at all\r\n\r\n')),
    () =>
      pester(
        endpoint.port,
        Buffer.concat([post(Buffer.alloc(0), 'text/csv', '').subarray(0, -6), Buffer.from('99999999999\r\n\r\n')]),
      ),
    () => pester(endpoint.port, Buffer.concat(Array.from({ length: 100 }, () => row))),
    () => pester(endpoint.port, row.subarray(0, -5)),
    () => pester(endpoint.port, post(Buffer.from('1,two,3'), 'text/csv', 'text/csv')),
  ];
  const pests = bad.map(async (once) => {
    while (!done) await once();
  });
  const [during, large] = await Promise.all([
    load(endpoint, row, seconds),
    load(endpoint, rows, seconds, LARGE_CONNECTIONS),
  ]);
  done = true;
  clearInterval(watch);
  await Promise.all(pests);
  await sleep(500);
  report({
    case: `soak ${model} seconds=${seconds} connections=${CONNECTIONS}+${LARGE_CONNECTIONS} seed=${SEED}`,
    per_second: Math.round(during.perSecond),
    large_per_second: Math.round(large.perSecond),
    alone_per_second: Math.round(before.perSecond),
    p99_ms: round(during.p99),
    alone_p99_ms: round(before.p99),
    failed: during.failed + large.failed,
    rss_mb: [...memory, rssMb(endpoint.pid)],
  });
}

/** Sends, waits a little for whatever comes, and leaves without a word. */
async function pester(port, bytes) {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.resume();
  socket.write(bytes);
  await sleep(20);
  socket.destroy();
}

/** Of all threads of a process; NaN where the system has no /proc. Unlike a rate it hardly depends on what else the machine does. */
function cpuSeconds(pid) {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
    return (Number(user) + Number(system)) / 100;
  } catch {
    return Number.NaN;
  }
}

/** `undefined` where the system has no /proc. */
function rssMb(pid) {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function round(value) {
  return Number(value.toFixed(3));
}

function report(figures) {
  console.log(JSON.stringify(figures));
}
