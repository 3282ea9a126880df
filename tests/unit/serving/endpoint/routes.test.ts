import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AlgorithmError, UserError } from '../../../../src/errors.js';
import { ModelStore } from '../../../../src/serving/endpoint/model-store.js';
import type { Responder } from '../../../../src/serving/endpoint/responder.js';
import { endpointRoutes, multiModelRoutes, type RouteContext } from '../../../../src/serving/endpoint/routes.js';
import { Gate } from '../../../../src/serving/http/gate.js';
import { type Route, router } from '../../../../src/serving/http/router.js';
import { guarded } from '../../../support/guarded.js';
import { responder } from '../../../support/responders.js';

const context = (faults: unknown[] = []): RouteContext => ({
  executionParameters: { maxConcurrentTransforms: 2, batchStrategy: 'MULTI_RECORD', maxPayloadInMB: 6 },
  gate: new Gate(1, 1),
  onFault: (error) => faults.push(error),
});

/** Asks over HTTP. */
async function asker(routes: Route[]) {
  const { port } = await guarded({}, router(routes));
  return async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const init = { method, headers, ...(body === undefined ? {} : { body }) };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
}

describe('an endpoint', () => {
  const single = (answering: Responder, faults?: unknown[]) => asker(endpointRoutes(answering, context(faults)));

  it('is well, and says what it wants of a batch job', async () => {
    const ask = await single(responder());
    expect(await ask('GET', '/ping')).toMatchObject({ status: 200, text: '' });
    expect(await ask('GET', '/execution-parameters')).toMatchObject({
      status: 200,
      text: '{"MaxConcurrentTransforms": 2, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6}',
    });
  });

  it('has no path for what it is not to say', async () => {
    const ask = await asker(endpointRoutes(responder(), { ...context(), executionParameters: false }));
    expect(await ask('GET', '/ping')).toMatchObject({ status: 200 });
    expect(await ask('GET', '/execution-parameters')).toMatchObject({ status: 404 });
  });

  it.each([
    ['HEAD', '/ping', 405],
    ['POST', '/ping', 405],
    ['GET', '/invocations', 405],
    ['OPTIONS', '/invocations', 405],
    ['PUT', '/execution-parameters', 405],
    ['GET', '/', 404],
    ['POST', '/models', 404],
  ])('%s %s is %i, and no page of another origin may know', async (method, path, status) => {
    const answer = await (await single(responder()))(method, path);
    expect(answer.status).toBe(status);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('hands on body and headers, and says which variant it was', async () => {
    const asked = responder();
    const named: Responder = { answer: async (request) => ({ ...(await asked.answer(request)), variant: 'blue' }) };
    const answer = await (await single(named))('POST', '/invocations', '1,2', {
      'Content-Type': 'text/csv;label_size=0',
      Accept: 'application/json; verbose=true',
      'X-Amzn-SageMaker-Target-Variant': 'blue',
    });
    expect(answer).toMatchObject({ status: 200, text: '1,2' });
    expect(answer.headers.get('content-type')).toBe('text/csv');
    expect(answer.headers.get('x-amzn-invoked-production-variant')).toBe('blue');
    expect(asked.asked[0]).toMatchObject({
      contentType: 'text/csv;label_size=0',
      accept: 'application/json; verbose=true',
      targetVariant: 'blue',
    });
  });

  it('works on so many requests at once, and turns away whom it cannot let wait', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((go) => {
      release = go;
    });
    const slow = responder(async (text) => {
      await held;
      return text;
    });
    const ask = await single(slow);
    const first = ask('POST', '/invocations', '1');
    while (slow.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const rest = [ask('POST', '/invocations', '2'), ask('POST', '/invocations', '3')];
    expect((await Promise.race(rest)).status).toBe(503);
    expect(slow.asked).toHaveLength(1);
    release();
    expect((await first).text).toBe('1');
    expect((await Promise.all(rest)).map(({ status }) => status).sort()).toEqual([200, 503]);
  });

  describe('as InvokeEndpoint of any name', () => {
    const invoke = async (error: unknown, faults: unknown[] = []) => {
      const failing = responder(() => {
        throw error;
      });
      const answer = await (await single(failing, faults))('POST', '/endpoints/any/invocations', 'x');
      const type = answer.headers.get('x-amzn-errortype');
      return { status: answer.status, type, body: answer.text === '' ? '' : JSON.parse(answer.text) };
    };

    it('answers as /invocations', async () => {
      const ask = await single(responder());
      expect(await ask('POST', '/endpoints/any/invocations', '1')).toMatchObject({ status: 200, text: '1' });
    });

    it('makes a ModelError of what the container refuses', async () => {
      expect(await invoke(new UserError('E_CONTENT_TYPE', 'content-type a/b not supported'))).toEqual({
        status: 424,
        type: 'ModelError',
        body: {
          Message: 'Received client error (415) from primary with message "content-type a/b not supported".',
          OriginalStatusCode: 415,
          OriginalMessage: 'content-type a/b not supported',
          LogStreamArn: '',
        },
      });
    });

    it('hides bugs from the client, not from the operator', async () => {
      const faults: unknown[] = [];
      const bug = new AlgorithmError('E_BUG', 'secret');
      expect(await invoke(bug, faults)).toMatchObject({
        status: 424,
        body: { OriginalStatusCode: 500, OriginalMessage: 'Internal Server Error' },
      });
      expect(faults).toEqual([bug]);
    });

    it.each([
      [new UserError('E_VARIANT', 'no such variant'), 400, 'ValidationError'],
      [new UserError('E_REQUEST_NO_CONTENT', ''), 204, null],
    ])('%o', async (error, status, type) => {
      expect(await invoke(error)).toMatchObject({ status, type });
    });
  });
});

describe('a multi-model endpoint', () => {
  async function multi() {
    const folder = await mkdtemp(join(tmpdir(), 'sagelocal-models-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const name of ['a', 'b', 'bad']) await writeFile(join(folder, `${name}.tar.gz`), name);
    const load = async (path: string) => {
      if (path.endsWith('bad.tar.gz')) throw new Error('damaged');
      return responder((text) => `${text} from ${path.slice(-8)}`);
    };
    return asker(multiModelRoutes(new ModelStore({ folder, load, maxModels: 2 }), context()));
  }
  const json = { 'Content-Type': 'application/json' };
  const model = (model_name: unknown, url: unknown) => JSON.stringify({ model_name, url });

  it('loads, lists, describes, invokes and unloads', async () => {
    const ask = await multi();
    expect(await ask('GET', '/models')).toMatchObject({ status: 200, text: '{"models":[]}' });
    expect(await ask('POST', '/models', model('one', 'a.tar.gz'), json)).toMatchObject({ status: 200 });
    expect(await ask('POST', '/models', model('one', 'a.tar.gz'), json)).toMatchObject({ status: 409 });
    expect(await ask('POST', '/models', model('two', 'b.tar.gz'), json)).toMatchObject({ status: 200 });
    expect(await ask('POST', '/models', model('three', 'b.tar.gz'), json)).toMatchObject({ status: 507 });
    expect(JSON.parse((await ask('GET', '/models')).text)).toEqual({
      models: [
        { modelName: 'one', modelUrl: 'a.tar.gz' },
        { modelName: 'two', modelUrl: 'b.tar.gz' },
      ],
    });
    expect((await ask('GET', '/models/two')).text).toBe('{"modelName":"two","modelUrl":"b.tar.gz"}');
    expect(await ask('POST', '/models/one/invoke', '1')).toMatchObject({ status: 200, text: '1 from a.tar.gz' });
    expect(await ask('DELETE', '/models/one')).toMatchObject({ status: 200 });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/invoke'],
    ] as const) {
      expect(await ask(method, `/models/one${path}`)).toMatchObject({ status: 404 });
    }
  });

  it('loads what InvokeEndpoint names as TargetModel', async () => {
    const ask = await multi();
    const target = (name: string) =>
      ask('POST', '/endpoints/e/invocations', '1', { 'X-Amzn-SageMaker-Target-Model': name });
    expect(await target('a.tar.gz')).toMatchObject({ status: 200, text: '1 from a.tar.gz' });
    expect(JSON.parse((await ask('GET', '/models')).text).models).toHaveLength(1);
    expect(await target('none.tar.gz')).toMatchObject({ status: 400 });
    expect(await target('../a.tar.gz')).toMatchObject({ status: 400 });
    expect((await target('bad.tar.gz')).text).toContain('Received server error (500) from primary with message');
    expect(await ask('POST', '/endpoints/e/invocations', '1')).toMatchObject({ status: 400 });
  });

  it.each<[body: string, headers: Record<string, string>, status: number]>([
    ['', json, 400],
    ['{', json, 400],
    ['[]', json, 400],
    ['null', json, 400],
    [model(1, 'a.tar.gz'), json, 400],
    [model('x', undefined), json, 400],
    [model('x', '../a.tar.gz'), json, 400],
    [model('x', 'none.tar.gz'), json, 404],
    [model('x', 'bad.tar.gz'), json, 500],
    // What a form on a web page can send.
    [model('x', 'a.tar.gz'), { 'Content-Type': 'text/plain' }, 415],
  ])('refuses to load %s', async (body, headers, status) => {
    const ask = await multi();
    expect(await ask('POST', '/models', body, headers)).toMatchObject({ status });
    expect((await ask('GET', '/models')).text).toBe('{"models":[]}');
  });

  it('lists a page at a time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sagelocal-models-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'a'), '');
    const store = new ModelStore({ folder, load: async () => responder(), maxModels: 1000 });
    for (let i = 0; i < 101; i++) await store.load(`m${i}`, 'a');
    const ask = await asker(multiModelRoutes(store, context()));
    const first = JSON.parse((await ask('GET', '/models')).text);
    expect([first.models.length, first.nextPageToken]).toEqual([100, '100']);
    const second = JSON.parse((await ask('GET', `/models?next_page_token=${first.nextPageToken}`)).text);
    expect(second).toEqual({ models: [{ modelName: 'm100', modelUrl: 'a' }] });
    expect(await ask('GET', '/models?next_page_token=-1')).toMatchObject({ status: 400 });
  });
});
