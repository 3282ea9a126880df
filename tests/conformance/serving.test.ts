/** Every algorithm behind HTTP: each request type it reads, each answer it writes. The suite walks the registry; a new room adds nothing here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REQUEST_TYPES, type RequestType } from '../../src/algorithms/algorithm.js';
import { algorithms } from '../../src/algorithms/registry.js';
import { colsOf, type Dense, rowsOf, sliceRows } from '../../src/data/dense.js';
import { encodeCsv } from '../../src/formats/csv/writer.js';
import { encodeRecords } from '../../src/formats/recordio/recordio.js';
import { loadKernels } from '../../src/kernels/choose.js';
import { type Endpoint, serve } from '../../src/library/serve.js';
import { TrainedModel } from '../../src/library/trained-model.js';
import type { ResponseType } from '../../src/serving/accept.js';
import { encodeResponse } from '../../src/serving/response.js';
import { type ConformanceJob, JOBS, noise } from './support/jobs.js';
import { run, sparseOf } from './support/training.js';

const kernels = await loadKernels();

const instancesOf = (rows: Dense) =>
  Array.from({ length: rowsOf(rows) }, (_, row) => ({
    features: Array.from({ length: colsOf(rows) }, (_, col) => rows.get(row, col)),
  }));

/** The sparse form of a JSON instance. */
const sparseInstancesOf = (rows: Dense) => {
  const { rowStarts, columns, values } = sparseOf(rows);
  return Array.from({ length: rowsOf(rows) }, (_, row) => {
    const [from, to] = [rowStarts[row], rowStarts[row + 1]];
    const features = { keys: [...columns.slice(from, to)], shape: [colsOf(rows)], values: [...values.slice(from, to)] };
    return { data: { features } };
  });
};

const json = (instances: readonly unknown[]) => JSON.stringify({ instances });

const BODIES: Readonly<Record<string, (rows: Dense) => string | Uint8Array>> = {
  'application/json': (rows) => json(instancesOf(rows)),
  'application/json; charset=utf-8': (rows) => json(sparseInstancesOf(rows)),
  'application/jsonlines': (rows) =>
    instancesOf(rows)
      .map((instance) => JSON.stringify(instance))
      .join('\n'),
  'text/csv': (rows) => encodeCsv(rows),
  'TEXT/CSV;label_size=0': (rows) => encodeCsv(rows),
  'application/x-recordio-protobuf': (rows) => encodeRecords(rows),
};
const ANSWERS: readonly ResponseType[] = [...REQUEST_TYPES];

const typeOf = (contentType: string) => contentType.split(';')[0]?.toLowerCase() as RequestType;

const rooms = [...algorithms.values()];

describe.each(rooms.filter(({ profile }) => profile !== 'xgboost'))('$name over HTTP', (algorithm) => {
  const { response, requestTypes } = algorithm;
  const job = JOBS[algorithm.name] as ConformanceJob;
  const train = (job.rows ?? noise)(50);
  const rows = sliceRows(train, 0, 4);
  let model: TrainedModel;
  let endpoint: Endpoint;
  beforeAll(async () => {
    const { result } = await run({ algorithm, job, kernels, given: job.hyperparameters, train });
    model = new TrainedModel(algorithm, result);
    endpoint = await serve({ model, port: 0 });
  });
  afterAll(() => endpoint.close());

  const invoke = async (body: string | Uint8Array, headers: Readonly<Record<string, string>>) => {
    const init = { method: 'POST', body: Buffer.from(body), headers };
    const answer = await fetch(`${endpoint.url}/invocations`, init);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const [type, code] = ['content-type', 'x-sagelocal-error'].map((name) => answer.headers.get(name));
    return { status: answer.status, type, code, bytes };
  };
  const expected = async (type: ResponseType, verbose = false) =>
    Buffer.from(encodeResponse(await model.model.predict(rows, { verbose }), { type, verbose }, response));
  const writes = ANSWERS.filter((type) => type !== 'text/csv' || response.csv);
  const reads = Object.keys(BODIES).filter((contentType) => requestTypes.includes(typeOf(contentType)));
  const body = (contentType: string) => (BODIES[contentType] as (rows: Dense) => string | Uint8Array)(rows);

  test.each(reads)('reads %s and answers in every form it writes', async (contentType) => {
    for (const type of writes) {
      const answer = await invoke(body(contentType), { 'Content-Type': contentType, Accept: type });
      expect({ ...answer, bytes: answer.bytes.toString('latin1') }).toEqual({
        status: 200,
        type,
        code: null,
        bytes: (await expected(type)).toString('latin1'),
      });
    }
  });

  test('answers JSON where nothing else is asked for, and what verbose adds', async () => {
    const [contentType = ''] = reads;
    for (const accept of ['*/*', 'application/*', 'image/png, application/json']) {
      const answer = await invoke(body(contentType), { 'Content-Type': contentType, Accept: accept });
      expect(answer).toMatchObject({
        status: 200,
        type: 'application/json',
        bytes: await expected('application/json'),
      });
    }
    const verbose = await invoke(body(contentType), {
      'Content-Type': contentType,
      Accept: 'application/json; verbose=true',
    });
    expect(verbose.bytes.toString()).toBe((await expected('application/json', true)).toString());
  });

  test('refuses the other forms by name', async () => {
    for (const contentType of REQUEST_TYPES.filter((type) => !requestTypes.includes(type))) {
      const refused = await invoke(body(contentType), { 'Content-Type': contentType });
      expect([refused.status, refused.bytes.toString()]).toEqual([415, `content-type ${contentType} not supported`]);
    }
    const unread = await invoke('x', { 'Content-Type': 'text/libsvm' });
    expect([unread.status, unread.bytes.toString()]).toEqual([415, 'content-type text/libsvm not supported']);
    const [contentType = ''] = reads;
    for (const accept of [...ANSWERS.filter((type) => !writes.includes(type)), 'text/libsvm']) {
      const refused = await invoke(body(contentType), { 'Content-Type': contentType, Accept: accept });
      expect({ ...refused, bytes: refused.bytes.toString() }).toEqual({
        status: 406,
        type: 'text/plain; charset=utf-8',
        code: 'E_ACCEPT',
        bytes: `accept ${accept} not supported`,
      });
    }
  });

  test('says of rows of another width that they are', async () => {
    const wide = json(instancesOf((job.rows ?? noise)(2, 4)));
    const answer = await invoke(wide, { 'Content-Type': 'application/json' });
    expect(answer).toMatchObject({ status: 400, code: 'E_FEATURE_DIM' });
    expect(answer.bytes.toString()).toMatch(/^unable to evaluate payload provided: /);
  });

  test('answers nothing with nothing', async () => {
    expect(await invoke('', { 'Content-Type': 'application/json' })).toMatchObject({
      status: 204,
      bytes: Buffer.alloc(0),
    });
  });
});

describe.each(rooms.filter(({ profile }) => profile === 'xgboost'))(
  '$name over HTTP, as the open container',
  (algorithm) => {
    const job = JOBS[algorithm.name] as ConformanceJob;
    const train = noise(50);
    const rows = sliceRows(train, 0, 4);
    let model: TrainedModel;
    let endpoint: Endpoint;
    beforeAll(async () => {
      const { result } = await run({ algorithm, job, kernels, given: job.hyperparameters, train });
      model = new TrainedModel(algorithm, result);
      endpoint = await serve({ model, port: 0 });
    });
    afterAll(() => endpoint.close());

    const invoke = async (body: string | Uint8Array, headers: Readonly<Record<string, string>>) => {
      const init = { method: 'POST', body: Buffer.from(body), headers };
      const answer = await fetch(`${endpoint.url}/invocations`, init);
      return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
    };
    const scores = async () => [...((await model.model.predict(rows)).score as Float32Array)];
    const libsvm = (matrix: Dense) =>
      Array.from(
        { length: rowsOf(matrix) },
        (_, row) =>
          `0 ${Array.from({ length: colsOf(matrix) }, (_, col) => `${col}:${matrix.get(row, col)}`).join(' ')}`,
      ).join('\n');
    const bodies = [
      ['text/csv', encodeCsv(rows)],
      ['application/x-recordio-protobuf', encodeRecords(rows)],
      ['text/libsvm', libsvm(rows)],
    ] as const;

    test.each(bodies)('reads %s; answers in CSV, or in JSON where that is asked for', async (contentType, body) => {
      const csv = await invoke(body, { 'Content-Type': contentType });
      expect(csv).toMatchObject({ status: 200, type: 'text/csv' });
      expect(csv.text.trim().split('\n').map(Number)).toEqual(await scores());
      const json = await invoke(body, { 'Content-Type': contentType, Accept: 'application/json' });
      expect(JSON.parse(json.text)).toEqual({ predictions: (await scores()).map((score) => ({ score })) });
    });

    test('refuses other forms, lists of forms and rows that are too wide', async () => {
      for (const accept of ['text/libsvm', 'text/*', 'text/csv, application/json']) {
        expect(await invoke(encodeCsv(rows), { 'Content-Type': 'text/csv', Accept: accept })).toMatchObject({
          status: 406,
        });
      }
      expect(await invoke('{"instances": []}', { 'Content-Type': 'application/json' })).toMatchObject({ status: 415 });
      const wide = await invoke(encodeCsv(noise(2, 4)), { 'Content-Type': 'text/csv' });
      expect(wide.status).toBe(400);
      expect(wide.text).toMatch(/^Unable to evaluate payload provided: .*\(3 vs\. 4\)/);
    });

    test('answers nothing with nothing', async () => {
      expect(await invoke('', { 'Content-Type': 'text/csv' })).toMatchObject({ status: 204, text: '' });
    });
  },
);
