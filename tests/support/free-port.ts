import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems hand out for port 0 and for connections: nobody else takes it before it is used. */
const [FROM, COUNT] = [20_000, 10_000];

/** A port of 127.0.0.1 for a program that cannot be told to take any. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FROM + Math.floor(Math.random() * COUNT);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    await new Promise((closed) => server.close(closed));
    if (isFree) return port;
  }
}
