import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

const STATUS_BY_CODE: ReadonlyMap<string | undefined, readonly [status: number, text: string]> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'The request took too long.']],
  ['HPE_HEADER_OVERFLOW', [431, 'The headers are too large.']],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', [413, 'The chunk extensions are too large.']],
]);

/** How long the client has to fetch the answer. */
const FAREWELL_MS = 1_000;

/** Answers what is no HTTP request, or stopped being one, and closes the connection. */
export function answerBrokenRequest({ code }: NodeJS.ErrnoException, socket: Socket): void {
  // More of the same after the answer, or nobody there to read it.
  if (socket.writableEnded || socket.destroyed) return;
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, text] = STATUS_BY_CODE.get(code) ?? [400, 'This is no HTTP/1.1 request.'];
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${text.length}`,
      '',
      text,
    ].join('\r\n'),
  );
  setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
}
