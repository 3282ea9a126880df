import { connect, type Socket } from 'node:net';

/** A client that keeps to no rules but its own. */
export class RawClient {
  readonly socket: Socket;
  text = '';
  closed = false;
  #listeners = new Set<() => void>();

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('data', (chunk) => {
      this.text += chunk.toString('latin1');
      this.#tell();
    });
    this.socket.on('error', () => undefined);
    for (const event of ['close', 'end']) {
      this.socket.on(event, () => {
        this.closed = true;
        this.#tell();
      });
    }
  }

  send(text: string | Uint8Array): this {
    this.socket.write(text);
    return this;
  }

  /** Says that nothing more will come, and goes on listening. */
  halfClose(): this {
    this.socket.end();
    return this;
  }

  /** Settles when this is in what came, or when the server has hung up. */
  async until(part: string): Promise<string> {
    while (!this.text.includes(part) && !this.closed) {
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
    return this.text;
  }

  /** Settles when the server has hung up. */
  untilClosed(): Promise<string> {
    return this.until('\0never');
  }

  leave(): void {
    this.socket.destroy();
  }

  get statuses(): number[] {
    return [...this.text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}

export function post(
  body: string,
  headers: Readonly<Record<string, string | number>> = {},
  path = '/invocations',
): string {
  const all = { Host: 'localhost', 'Content-Type': 'text/csv', 'Content-Length': Buffer.byteLength(body), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
