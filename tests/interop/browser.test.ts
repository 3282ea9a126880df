import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dense } from '../../src/data/dense.js';
import { Random } from '../../src/data/random.js';
import { encodeCsv } from '../../src/formats/csv/csv.js';
import { encodeRecords } from '../../src/formats/recordio/recordio.js';
import type { Kernels, RecordSchema } from '../../src/kernels/kernels.js';
import { referenceKernels } from '../../src/kernels/reference/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const required = process.env.SAGELOCAL_REQUIRE_BROWSER === '1';
if (executablePath === undefined && !required) {
  console.warn('SKIPPED: no chromium on this machine, so the WebAssembly core is not tried in a browser.');
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const PAGE = '<!doctype html><title>sagelocal</title>';

/** The built library and its WebAssembly, and nothing else, on this machine alone. */
function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
    if (path === '') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    } else if (/^(dist|native\/wasm)\//.test(path) && existsSync(root + path)) {
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(readFileSync(root + path));
    } else {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

const [ROWS, COLS, K] = [500, 7, 5];
const random = new Random(1);
const points = Float32Array.from({ length: ROWS * COLS }, () => random.normal());
const labels = Float32Array.from({ length: ROWS }, (_, row) => row % 3);
const schema: RecordSchema = {
  layout: 'dense',
  cols: COLS,
  featureType: 'float32',
  labelSize: 1,
  labelType: 'float32',
};
const matrix = dense(points, ROWS, COLS);
const task = { rows: ROWS, cols: COLS, k: K, points: [...points], schema };
const files = { records: [...encodeRecords(matrix, labels)], csv: [...encodeCsv(matrix, labels)] };

/** Runs in the page as well as here, so it may use nothing but its arguments. */
async function work(kernels: Kernels, { rows, cols, k, points, schema }: typeof task, { records, csv }: typeof files) {
  const input = {
    points: Float32Array.from(points),
    centroids: Float32Array.from(points.slice(0, k * cols)),
    rows,
    cols,
    k,
  };
  const [sums, counts] = [new Float64Array(k * cols), new Float64Array(k)];
  const inertia = await kernels.assignAndSum(input, { sums, counts });
  const room = () => ({ values: new Float32Array(rows * cols), labels: new Float32Array(rows) });
  const [fromRecords, fromCsv] = [room(), room()];
  const recordScan = await kernels.scanRecords(Uint8Array.from(records), { schema, final: true }, fromRecords);
  const csvRequest = { cells: cols + 1, labelSize: 1, final: true };
  const csvScan = await kernels.scanCsv(Uint8Array.from(csv), csvRequest, fromCsv);
  const ragged = await kernels.scanCsv(Uint8Array.from([49, 10, 50]), { ...csvRequest, cells: 2 }, fromCsv);
  const plain = (scanned: typeof fromCsv) => ({ values: [...scanned.values], labels: [...scanned.labels] });
  return {
    sums: [...sums],
    counts: [...counts],
    inertia,
    recordScan,
    csvScan,
    problem: ragged.problem?.code,
    fromRecords: plain(fromRecords),
    fromCsv: plain(fromCsv),
  };
}

describe.skipIf(executablePath === undefined && !required)('the WebAssembly core in a browser', () => {
  const profile = mkdtempSync(join(tmpdir(), 'sagelocal-browser-'));
  let [server, browser]: [Server?, BrowserContext?] = [];
  let page: Page;

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error('SAGELOCAL_REQUIRE_BROWSER is set and there is no chromium');
    server = await serve();
    browser = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: FLAGS });
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(profile, { recursive: true, force: true });
  });

  test('loads and computes what the reference computes', async () => {
    const expected = await work(referenceKernels(), task, files);
    const script = `import('/dist/kernels/wasm.js').then(async ({ wasmKernels }) => {
      const kernels = await wasmKernels();
      const result = await (${work})(kernels, ${JSON.stringify(task)}, ${JSON.stringify(files)});
      return { backend: kernels.backend, simd: kernels.simd, ...result };
    })`;
    const { backend, simd, sums, inertia, ...exact } = await page.evaluate<typeof expected & Kernels>(script);
    expect({ backend, simd }).toEqual({ backend: 'wasm', simd: 'simd128' });
    const { sums: expectedSums, inertia: expectedInertia, ...expectedExact } = expected;
    expect(exact).toEqual(expectedExact);
    expect(inertia / expectedInertia).toBeCloseTo(1, 5);
    expect(sums.length).toBe(expectedSums.length);
    for (const [at, sum] of sums.entries()) expect(sum).toBeCloseTo(expectedSums[at] as number, 4);
    expect(expected.fromRecords).toEqual({ values: task.points, labels: [...labels] });
    expect(expected.problem).toBe('ragged');
  });

  test('an input that lies about its lengths is refused before any work', async () => {
    const script = `import('/dist/kernels/wasm.js').then(async ({ wasmKernels }) => {
      const kernels = await wasmKernels();
      const input = { points: new Float32Array(4), centroids: new Float32Array(2), rows: 1e6, cols: 2, k: 1 };
      return kernels.assignAndSum(input, { sums: new Float64Array(2), counts: new Float64Array(1) })
        .then(() => 'no error', (error) => error.name);
    })`;
    expect(await page.evaluate(script)).toBe('RangeError');
  });
});
