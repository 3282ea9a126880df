import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Dense } from '../../../src/data/dense.js';
import { KMeans, PCA, XGBoost } from '../../../src/library/estimators.js';
import { type Endpoint, type ServeOptions, type ServeTarget, serve } from '../../../src/library/serve.js';
import type { TrainedModel } from '../../../src/library/trained-model.js';
import type { ShadowRecord } from '../../../src/serving/endpoint/shadow.js';
import { GROUPS, scratch } from './support.js';

let model: TrainedModel;
let other: TrainedModel;
beforeAll(async () => {
  model = await new KMeans({ k: 3 }).fit({ train: GROUPS });
  other = await new KMeans({ k: 2 }).fit({ train: GROUPS });
});

async function started(options: ServeTarget & Partial<ServeOptions>): Promise<Endpoint> {
  const endpoint = await serve({ port: 0, ...options });
  onTestFinished(() => endpoint.close());
  return endpoint;
}

async function invoke({ url }: Endpoint, body: string, headers: Record<string, string> = {}) {
  const init = { method: 'POST', body, headers: { 'Content-Type': 'text/csv', Accept: 'text/csv', ...headers } };
  const answer = await fetch(`${url}/invocations`, init);
  return {
    status: answer.status,
    text: await answer.text(),
    variant: answer.headers.get('x-amzn-invoked-production-variant'),
  };
}

const expected = async (of: TrainedModel, body: string) =>
  Buffer.from(await of.invoke(body, 'text/csv', 'text/csv')).toString();

describe('serve', () => {
  it('answers as the model does, whether it is in memory, packed on disk or unpacked', async () => {
    const folder = await scratch();
    await model.save(join(folder, 'packed/model.tar.gz'));
    for (const target of [model, join(folder, 'packed/model.tar.gz'), join(folder, 'packed')]) {
      const endpoint = await started({ model: target });
      expect(await invoke(endpoint, '1,2\n100,3\n')).toEqual({
        status: 200,
        text: await expected(model, '1,2\n100,3\n'),
        variant: null,
      });
    }
  });

  it('refuses at the start what it could never serve', async () => {
    const folder = await scratch();
    await expect(started({ model: join(folder, 'none') })).rejects.toMatchObject({ code: 'E_MODEL_NOT_FOUND' });
    await expect(started({ modelsFolder: join(folder, 'none') })).rejects.toMatchObject({ code: 'E_MODELS_FOLDER' });
    await expect(started({ model: [model] })).rejects.toMatchObject({ code: 'E_PIPELINE' });
    await expect(started({ model, limits: { maxRunning: 0 } })).rejects.toMatchObject({ code: 'E_SERVE_LIMIT' });
    for (const variants of [[], [{ name: 'a', model, weight: 0 }], [{ name: 'a', model, weight: -1 }]]) {
      await expect(started({ variants })).rejects.toMatchObject({ code: 'E_VARIANTS' });
    }
    const two = [
      { name: 'a', model },
      { name: 'b', model },
    ];
    await expect(started({ variants: two, shadow: { name: 'c', model } })).rejects.toMatchObject({
      code: 'E_VARIANTS',
    });
  });

  it('is up while a promised model is still on its way', async () => {
    let arrive: (model: TrainedModel) => void = () => undefined;
    const endpoint = await started({
      model: new Promise<TrainedModel>((go) => {
        arrive = go;
      }),
    });
    expect((await fetch(`${endpoint.url}/ping`)).status).toBe(200);
    const waiting = invoke(endpoint, '1,2\n');
    arrive(model);
    expect((await waiting).text).toBe(await expected(model, '1,2\n'));
  });

  it('says so where a promised model does not come', async () => {
    const faults: unknown[] = [];
    const endpoint = await started({
      model: Promise.reject(new Error('damaged')),
      onFault: (error) => faults.push(error),
    });
    expect((await fetch(`${endpoint.url}/ping`)).status).toBe(200);
    expect(await invoke(endpoint, '1,2\n')).toMatchObject({ status: 500, text: 'unable to load model' });
    expect(faults).toMatchObject([{ code: 'E_MODEL_LOAD', cause: { message: 'damaged' } }]);
  });

  it('serves a pipeline: clusters of the answers of the first model', async () => {
    const first = await expected(model, '1,2\n100,3\n');
    const endpoint = await started({ model: [model, other] });
    expect((await invoke(endpoint, '1,2\n100,3\n')).text).toBe(await expected(other, first));
  });

  it('serves PCA in front of XGBoost', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => [row % 2, (row * 7) % 5, row % 3, 1]);
    const pca = await new PCA({ num_components: 2, mini_batch_size: 40 }).fit({ train: rows });
    const { projection } = await pca.predict(rows);
    const labels = rows.map(([label]) => label as number);
    const xgboost = await new XGBoost({ objective: 'binary:logistic', num_round: 3 }).fit({
      train: { features: projection as Dense, labels },
    });
    const csv = rows.map((row) => `${row.join(',')}\n`).join('');
    const projected = await expected(pca, csv);
    const endpoint = await started({ model: [pca, xgboost] });
    expect((await invoke(endpoint, csv)).text).toBe(await expected(xgboost, projected));
  });

  it('serves variants by weight, or the one a request names', async () => {
    const variants = [
      { name: 'three', model, weight: 1 },
      { name: 'two', model: other, weight: 1 },
    ];
    const names = async () => {
      const endpoint = await started({ variants, seed: 3 });
      const drawn: (string | null)[] = [];
      for (let i = 0; i < 12; i++) drawn.push((await invoke(endpoint, '1,2\n')).variant);
      return drawn;
    };
    const drawn = await names();
    expect(new Set(drawn)).toEqual(new Set(['two', 'three']));
    expect(await names()).toEqual(drawn);
    const endpoint = await started({ variants });
    const named = await invoke(endpoint, '1,2\n', { 'X-Amzn-SageMaker-Target-Variant': 'two' });
    expect(named).toEqual({ status: 200, text: await expected(other, '1,2\n'), variant: 'two' });
    expect(await invoke(endpoint, '1,2\n', { 'X-Amzn-SageMaker-Target-Variant': 'four' })).toMatchObject({
      status: 400,
    });
  });

  it('asks a shadow, and never says what it answered', async () => {
    const records: ShadowRecord[] = [];
    const endpoint = await started({
      variants: [{ name: 'three', model }],
      shadow: { name: 'two', model: other },
      onShadow: (record) => records.push(record),
    });
    expect((await invoke(endpoint, '55,2\n')).text).toBe(await expected(model, '55,2\n'));
    while (records.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(records[0]?.shadow.body).toBe(await expected(other, '55,2\n'));
    expect(endpoint.shadow).toEqual({ same: 0, different: 1, dropped: 0 });
  });

  it('loads models of a folder on request', async () => {
    const folder = await scratch();
    await model.save(join(folder, 'a/model.tar.gz'));
    await mkdir(join(folder, 'b'));
    await writeFile(join(folder, 'b/junk'), 'junk');
    const { url } = await started({ modelsFolder: folder });
    const load = (name: string) =>
      fetch(`${url}/models`, {
        method: 'POST',
        body: JSON.stringify({ model_name: name, url: name }),
        headers: { 'Content-Type': 'application/json' },
      });
    expect((await load('a')).status).toBe(200);
    expect((await load('b')).status).toBe(500);
    // What is loaded stays, whatever becomes of the file.
    await rename(join(folder, 'a'), join(folder, 'c'));
    const answer = await fetch(`${url}/models/a/invoke`, {
      method: 'POST',
      body: '1,2\n',
      headers: { 'Content-Type': 'text/csv', Accept: 'text/csv' },
    });
    expect(await answer.text()).toBe(await expected(model, '1,2\n'));
  });

  it('closes when the signal says so', async () => {
    const controller = new AbortController();
    const endpoint = await started({ model, signal: controller.signal });
    controller.abort();
    await endpoint.closed;
    await expect(fetch(`${endpoint.url}/ping`)).rejects.toThrow();
    await (await started({ model, signal: controller.signal })).closed;
  });
});
