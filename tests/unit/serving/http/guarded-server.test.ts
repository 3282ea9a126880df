import { describe, expect, it } from 'vitest';
import { AlgorithmError, UserError } from '../../../../src/errors.js';
import { GuardedServer } from '../../../../src/serving/http/guarded-server.js';
import { DEFAULT_LIMITS } from '../../../../src/serving/http/limits.js';
import { echo, guarded } from '../../../support/guarded.js';
import { post, RawClient } from '../../../support/raw-client.js';

const ask = (port: number, path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);

describe('GuardedServer', () => {
  it('hands a request to the handler and the answer to the client', async () => {
    const { port } = await guarded({}, async (request) => ({
      status: 201,
      headers: { 'Content-Type': 'text/csv' },
      body: [request.method, request.path, request.query.get('q'), request.header('x-a'), await request.body()].join(
        ' ',
      ),
    }));
    const answer = await ask(port, '/a/b?q=1', { method: 'POST', body: 'body', headers: { 'X-A': 'yes' } });
    expect([answer.status, await answer.text()]).toEqual([201, 'POST /a/b 1 yes body']);
    expect(answer.headers.get('content-type')).toBe('text/csv');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('reads a body in chunks, and one that comes byte by byte', async () => {
    const { port } = await guarded();
    const client = new RawClient(port);
    client.send('POST / HTTP/1.1\r\nHost: a.localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (const chunk of ['3\r\nabc\r\n', '2\r\nde\r\n', '0\r\n\r\n']) for (const byte of chunk) client.send(byte);
    expect(await client.until('abcde')).toContain('200 OK');
    client.leave();
  });

  it('turns what the handler throws into an answer, and tells the operator of bugs only', async () => {
    const thrown = [new UserError('E_FEATURE_DIM', 'wrong width'), new AlgorithmError('E_BUG', 'secret'), 'text'];
    const { port, faults } = await guarded({}, async () => {
      throw thrown.shift();
    });
    const answers = [await ask(port, '/'), await ask(port, '/'), await ask(port, '/')];
    expect(answers.map(({ status }) => status)).toEqual([400, 500, 500]);
    expect(answers[0]?.headers.get('x-sagelocal-error')).toBe('E_FEATURE_DIM');
    expect(await answers[1]?.text()).toBe('Internal Server Error');
    expect(faults).toEqual([expect.objectContaining({ code: 'E_BUG' }), 'text']);
  });

  it('answers for work that takes too long, or that ends when it is told to', async () => {
    const { port } = await guarded({ answerTimeoutMs: 50 }, async (request) => {
      await request.body();
      return new Promise((_, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      });
    });
    const answer = await ask(port, '/', { method: 'POST', body: 'x' });
    expect([answer.status, await answer.text()]).toEqual([504, 'There was no answer within 50 ms.']);
  });

  it('sends leave to a client that waits for it, but not for a body it will not read', async () => {
    const { port } = await guarded({ maxBodyBytes: 10 });
    const polite = new RawClient(port).send(post('', { Expect: '100-continue', 'Content-Length': 3 }));
    expect(await polite.until('100 Continue')).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
    expect(await polite.send('abc').until('abc')).toContain('200 OK');
    polite.leave();
    const large = new RawClient(port).send(post('', { Expect: '100-continue', 'Content-Length': 11 }));
    expect(await large.until('larger than')).toMatch(/^HTTP\/1\.1 413 /);
    large.leave();
    const odd = new RawClient(port).send(post('', { Expect: 'a miracle', 'Content-Length': 3 }));
    expect(await odd.until('417')).toMatch(/^HTTP\/1\.1 417 /);
    odd.leave();
  });

  it('frees the memory of bodies', async () => {
    const { port, server } = await guarded();
    await ask(port, '/', { method: 'POST', body: 'x'.repeat(100_000) });
    expect(server.bufferedBytes).toBe(0);
  });

  it.each([
    [
      { host: '127.0.0.1', port: 'taken' },
      { name: 'PlatformError', code: 'E_PORT_TAKEN' },
    ],
    [
      { host: '192.0.2.1', port: 0 },
      { name: 'UserError', code: 'E_SERVE_ADDRESS' },
    ],
    [
      { host: '127.0.0.1', port: 70_000 },
      { name: 'UserError', code: 'E_SERVE_ADDRESS' },
    ],
  ])('says why it cannot listen: %o', async ({ host, port }, error) => {
    const taken = await guarded();
    const options = {
      host,
      port: typeof port === 'string' ? taken.port : port,
      limits: DEFAULT_LIMITS,
      onFault: () => undefined,
    };
    await expect(GuardedServer.start(echo, options)).rejects.toMatchObject(error);
  });
});

describe('a shutdown', () => {
  it('answers what is at hand, and nothing after it', async () => {
    let release = (): void => undefined;
    let entered = (): void => undefined;
    const [held, inside] = [new Promise<void>((go) => (release = go)), new Promise<void>((go) => (entered = go))];
    const { port, server } = await guarded({ graceMs: 60_000 }, async () => {
      entered();
      await held;
      return { status: 200, body: 'late' };
    });
    const running = ask(port, '/');
    const idle = new RawClient(port);
    await inside;
    const closed = server.close();
    release();
    const answer = await running;
    expect([await answer.text(), answer.headers.get('connection')]).toEqual(['late', 'close']);
    await closed;
    await idle.untilClosed();
    await expect(ask(port, '/')).rejects.toThrow();
    expect(server.close()).toBe(closed);
  });

  it('lets go of what does not end within the time of grace', async () => {
    let reason: unknown;
    let entered = (): void => undefined;
    const inside = new Promise<void>((go) => {
      entered = go;
    });
    const { port, server } = await guarded({ graceMs: 50 }, (request) => {
      entered();
      request.signal.addEventListener('abort', () => {
        reason = request.signal.reason;
      });
      return new Promise(() => undefined);
    });
    const hanging = ask(port, '/');
    const outcome = expect(hanging).rejects.toThrow();
    await inside;
    await server.close();
    await outcome;
    expect(reason).toBeDefined();
  });
});
