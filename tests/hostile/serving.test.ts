/** Clients that break the rules get their answer, and nobody else notices: a request that keeps to them is answered beside each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { HttpHandler } from '../../src/serving/http/handler.js';
import { echo, guarded } from '../support/guarded.js';
import { post, RawClient } from '../support/raw-client.js';

/** A well-behaved client of the same server. */
async function others(port: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'fine' });
  expect([answer.status, await answer.text()]).toEqual([200, 'fine']);
}

const HEAD = 'POST /invocations HTTP/1.1\r\nHost: localhost\r\n';

describe('garbage', () => {
  it.each<[name: string, bytes: string | Uint8Array, status: number]>([
    ['no HTTP', 'hello?\r\n\r\n', 400],
    ['bytes', Uint8Array.from({ length: 300 }, (_, at) => (at * 7) % 256), 400],
    ['TLS', Uint8Array.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc]), 400],
    ['a version nobody speaks', 'GET /ping HTTP/9.9\r\n\r\n', 400],
    ['no Host', 'GET /ping HTTP/1.1\r\n\r\n', 400],
    ['a header without a name', `${HEAD}: x\r\n\r\n`, 400],
    ['a header that is folded', `${HEAD}A: b\r\n c\r\n\r\n`, 400],
    ['two lengths', `${HEAD}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`, 400],
    ['a length and chunks', `${HEAD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a length below zero', `${HEAD}Content-Length: -1\r\n\r\n`, 400],
    ['a length beyond all numbers', `${HEAD}Content-Length: 99999999999999999999999\r\n\r\n`, 400],
    ['a length of words', `${HEAD}Content-Length: many\r\n\r\n`, 400],
    ['an encoding nobody asked for', `${HEAD}Transfer-Encoding: gzip\r\n\r\n`, 400],
    ['chunks of no size', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['a chunk beyond all numbers', `${HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n`, 400],
    ['headers without end', `${HEAD}${'A: b\r\n'.repeat(10_000)}`, 431],
    ['a path without end', `GET /${'a'.repeat(100_000)}`, 431],
    ['the body of another size than it says', post('abc', { 'Content-Length': 2 }), 200],
  ])('%s', async (_, bytes, status) => {
    const { port, faults } = await guarded();
    const client = new RawClient(port).send(bytes).halfClose();
    await client.untilClosed();
    expect(client.statuses[0]).toBe(status);
    await others(port);
    expect(faults).toEqual([]);
  });

  it('after a good request does not cost that its answer', async () => {
    let entered = (): void => undefined;
    let release = (): void => undefined;
    const inside = new Promise<void>((go) => {
      entered = go;
    });
    const held = new Promise<void>((go) => {
      release = go;
    });
    const { port } = await guarded({}, async (request) => {
      const body = await request.body();
      if (Buffer.from(body).toString() === 'good') {
        entered();
        await held;
      }
      return { status: 200, body };
    });
    const client = new RawClient(port).send(post('good'));
    await inside;
    client.send('and now something else\r\n\r\n');
    await others(port);
    release();
    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\ngood/s);
  });
});

describe('too much', () => {
  it('is refused by what the headers say, before any of it is read', async () => {
    const { port, server } = await guarded({ maxBodyBytes: 1000 });
    const client = new RawClient(port).send(post('', { 'Content-Length': 2_000_000_000 }));
    const text = await client.until('larger than');
    expect(text).toMatch(/^HTTP\/1\.1 413 .*Connection: close\r\n.*The request body is larger than 1000 bytes\./s);
    expect(server.bufferedBytes).toBe(0);
    await others(port);
    client.leave();
  });

  it('is refused as soon as it is there, where no header says so', async () => {
    const { port } = await guarded({ maxBodyBytes: 1000 });
    const client = new RawClient(port).send(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    for (let sent = 0; sent < 20; sent++) client.send(`64\r\n${'x'.repeat(100)}\r\n`);
    await client.until('larger than');
    expect(client.statuses).toEqual([413]);
    await others(port);
    client.leave();
  });

  it('reaches whoever sends everything before it reads anything', async () => {
    const { port } = await guarded({ maxBodyBytes: 1000 });
    const body = 'x'.repeat(5_000_000);
    const client = new RawClient(port).send(post(body));
    await client.untilClosed();
    expect(client.statuses).toEqual([413]);
  });

  it('of a body that never ends is cut off', async () => {
    const { port } = await guarded({ maxBodyBytes: 1000 });
    const client = new RawClient(port).send(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
    while (!client.closed && client.socket.writable) {
      await new Promise((resolve) => client.socket.write(chunk, resolve));
    }
    await others(port);
  });

  it('of all clients together is refused to the one that asks for the rest', async () => {
    const { port, server } = await guarded({ maxBodyBytes: 1000, maxBufferedBytes: 2000 });
    const hoarders = [new RawClient(port), new RawClient(port)];
    for (const client of hoarders) client.send(post('x'.repeat(990), { 'Content-Length': 1000 }));
    while (server.bufferedBytes < 1980) await sleep(5);
    const third = new RawClient(port).send(post('x'.repeat(500)));
    await third.until('Too many requests');
    expect(third.statuses).toEqual([503]);
    expect(third.text).toContain('Retry-After: 1');
    await others(port);
    for (const client of [...hoarders, third]) client.leave();
    while (server.bufferedBytes > 0) await sleep(5);
    await others(port);
  });

  it('in a compressed form is not unpacked', async () => {
    const { port } = await guarded();
    const client = new RawClient(port).send(post('abc', { 'Content-Encoding': 'gzip' }));
    await client.until('content-encoding gzip not supported');
    expect(client.statuses).toEqual([415]);
    client.leave();
  });
});

describe('too slow', () => {
  it('a body that stops', async () => {
    const { port, server } = await guarded({ idleTimeoutMs: 100 });
    const client = new RawClient(port).send(post('abc', { 'Content-Length': 10 }));
    await client.until('No byte of the request body came for 100 ms');
    expect(client.statuses).toEqual([408]);
    expect(server.bufferedBytes).toBe(0);
    await others(port);
    client.leave();
  });

  it('a body that comes a byte at a time', async () => {
    const { port } = await guarded({ requestTimeoutMs: 1000, headersTimeoutMs: 1000 });
    const client = new RawClient(port).send(post('', { 'Content-Length': 1_000_000 }));
    while (!client.closed) {
      client.send('x');
      await sleep(50);
    }
    expect(client.statuses).toEqual([408]);
    await others(port);
  });

  it('headers that come a byte at a time', async () => {
    const { port } = await guarded({ headersTimeoutMs: 500 });
    const client = new RawClient(port).send('GET /ping HTTP/1.1\r\nHost: localhost\r\nA: ');
    while (!client.closed) {
      client.send('b');
      await sleep(50);
    }
    expect(client.statuses).toEqual([408]);
    await others(port);
  });

  it('a connection that says nothing at all', async () => {
    const { port } = await guarded({ headersTimeoutMs: 100 });
    const client = new RawClient(port);
    await client.untilClosed();
    expect(client.statuses).toEqual([408]);
  });

  it('a connection that says nothing between two requests', async () => {
    const { port } = await guarded({ keepAliveTimeoutMs: 100 });
    const client = new RawClient(port).send(post('abc'));
    await client.untilClosed();
    expect(client.statuses).toEqual([200]);
  });

  it('a client that does not fetch its answer', async () => {
    const large: HttpHandler = async () => ({ status: 200, body: Buffer.alloc(64 << 20) });
    const { port, server } = await guarded({ idleTimeoutMs: 200 }, large);
    const client = new RawClient(port);
    client.socket.pause();
    client.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    while (server.connections === 0) await sleep(5);
    while (server.connections > 0) await sleep(20);
    client.leave();
  });
});

describe('half-closed', () => {
  it('is answered where the request is whole', async () => {
    const { port } = await guarded();
    const client = new RawClient(port).send(post('abc')).halfClose();
    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*abc$/s);
  });

  it('is told where the request is not', async () => {
    const { port, server } = await guarded();
    const client = new RawClient(port).send(post('abc', { 'Content-Length': 10 })).halfClose();
    await client.untilClosed();
    expect(client.statuses).toEqual([400]);
    expect(server.bufferedBytes).toBe(0);
    await others(port);
  });

  it('is let go where there is no request', async () => {
    const { port, server } = await guarded();
    await new RawClient(port).halfClose().untilClosed();
    while (server.connections > 0) await sleep(5);
  });
});

describe('a client that leaves', () => {
  it('in the middle of its body costs nothing', async () => {
    const { port, server, faults } = await guarded();
    const client = new RawClient(port).send(post('abc', { 'Content-Length': 10 }));
    while (server.bufferedBytes === 0) await sleep(5);
    client.socket.resetAndDestroy();
    while (server.bufferedBytes > 0) await sleep(5);
    await others(port);
    expect(faults).toEqual([]);
  });

  it('with requests in line takes them along', async () => {
    let began = 0;
    const { port, server } = await guarded({}, async (request) => {
      const answer = await echo(request);
      began++;
      await sleep(20);
      return answer;
    });
    const client = new RawClient(port).send(post('abc').repeat(10));
    while (began === 0) await sleep(1);
    client.socket.resetAndDestroy();
    while (server.requests > 0 || server.connections > 0) await sleep(5);
    expect(server.bufferedBytes).toBe(0);
    await others(port);
    await sleep(50);
    expect(began).toBeLessThanOrEqual(3);
    expect(server.requests).toBe(0);
  });

  it('while it is worked for ends the work', async () => {
    let reason: unknown;
    let entered = (): void => undefined;
    const inside = new Promise<void>((go) => {
      entered = go;
    });
    const { port, server } = await guarded({}, async (request) => {
      const body = await request.body();
      if (Buffer.from(body).toString() === 'fine') return { status: 200, body };
      request.signal.addEventListener('abort', () => {
        reason = request.signal.reason;
      });
      entered();
      return new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(reason)));
    });
    const client = new RawClient(port).send(post('abc'));
    await inside;
    client.socket.resetAndDestroy();
    while (reason === undefined) await sleep(5);
    expect(reason).toMatchObject({ name: 'ClientGone' });
    await others(port);
    expect(server.bufferedBytes).toBe(0);
  });
});

describe('pipelined', () => {
  const slowly: HttpHandler = async (request) => {
    const answer = await echo(request);
    await sleep(20);
    return answer;
  };

  it('is answered in order, one after the other', async () => {
    let [running, most] = [0, 0];
    const { port } = await guarded({}, async (request) => {
      most = Math.max(most, ++running);
      const answer = await echo(request);
      await sleep(1);
      running--;
      return answer;
    });
    const client = new RawClient(port).send(['a1', 'b2', 'c3', 'd4'].map((body) => post(body)).join('')).halfClose();
    const text = await client.untilClosed();
    expect(text.match(/[a-d]\d$|[a-d]\d(?=HTTP)/g)).toEqual(['a1', 'b2', 'c3', 'd4']);
    expect(most).toBe(1);
  });

  it('by the thousand is answered up to a limit, and then no more', async () => {
    const { port } = await guarded({ maxPipelined: 4 }, slowly);
    const client = new RawClient(port).send(post('a').repeat(2000));
    await client.untilClosed();
    expect(client.statuses).toEqual([200, 200, 200, 200, 503]);
    await others(port);
  });

  it('without end cannot fill the memory', async () => {
    const { port } = await guarded({ idleTimeoutMs: 500 });
    const client = new RawClient(port);
    client.socket.pause();
    const many = Buffer.from(post('a').repeat(500));
    const before = process.memoryUsage().rss;
    for (let sent = 0; sent < 2000 && client.socket.writable && client.socket.writableLength < 8 << 20; sent++) {
      client.send(many);
      if (sent % 20 === 0) await sleep(1);
    }
    await others(port);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 << 20);
    client.leave();
  });
});

describe('a name that is not ours', () => {
  it('is refused, so that no web page can reach us under its own', async () => {
    const { port } = await guarded();
    const client = new RawClient(port).send(post('abc', { Host: 'evil.example' }));
    await client.until('names another machine');
    expect(client.statuses).toEqual([403]);
    client.leave();
  });
});

describe('more connections than there may be', () => {
  it('take the place of those that rest, the longest first', async () => {
    const { port, server } = await guarded({ maxConnections: 3 });
    const resting: RawClient[] = [];
    for (const body of ['first', 'second', 'third']) {
      const client = new RawClient(port).send(post(body));
      await client.until(body);
      resting.push(client);
    }
    await resting[0]?.send(post('again')).until('again');
    const fourth = new RawClient(port).send(post('fourth'));
    await fourth.until('fourth');
    await resting[1]?.untilClosed();
    expect(resting.map(({ closed }) => closed)).toEqual([false, true, false]);
    expect(server.connections).toBe(3);
    for (const client of [...resting, fourth]) client.leave();
  });

  it('are closed where nobody rests', async () => {
    const { port, server } = await guarded({ maxConnections: 2 });
    const busy = [new RawClient(port), new RawClient(port)];
    for (const client of busy) client.send(post('abc', { 'Content-Length': 6 }));
    while (server.bufferedBytes < 6) await sleep(5);
    await new RawClient(port).untilClosed();
    for (const client of busy) expect(await client.send('def').until('abcdef')).toContain('200 OK');
    for (const client of busy) client.leave();
  });
});
