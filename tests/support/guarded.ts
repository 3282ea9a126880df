import { onTestFinished } from 'vitest';
import { GuardedServer } from '../../src/serving/http/guarded-server.js';
import type { HttpHandler } from '../../src/serving/http/handler.js';
import { checkLimits, type HttpLimits } from '../../src/serving/http/limits.js';

export interface Guarded {
  readonly server: GuardedServer;
  readonly port: number;
  /** What the operator hears of. */
  readonly faults: unknown[];
}

/** A server on any free port, closed with the test. By default it sends bodies back, and knows /ping, which has none. */
export async function guarded(limits: Partial<HttpLimits> = {}, handler: HttpHandler = echo): Promise<Guarded> {
  const faults: unknown[] = [];
  const server = await GuardedServer.start(handler, {
    host: '127.0.0.1',
    port: 0,
    limits: checkLimits({ graceMs: 0, ...limits }),
    onFault: (error) => faults.push(error),
  });
  onTestFinished(() => server.close());
  return { server, port: server.port, faults };
}

export const echo: HttpHandler = async (request) =>
  request.path === '/ping' ? { status: 200 } : { status: 200, body: await request.body() };
