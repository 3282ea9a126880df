import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { ByteReader } from './byte-source.js';

/**
 * Reads a named FIFO without a thread that waits in the system for somebody to write: no process could end before that one does. Elsewhere than on Linux such a FIFO
 * may seem to be at its end before anybody has written, and is read as a file.
 */
export async function openFifo(path: string): Promise<ByteReader> {
  // Does not wait; the socket closes the descriptor.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  const pieces = socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let piece: Uint8Array = new Uint8Array();
  let at = 0;
  return {
    async read(into) {
      if (at === piece.length) {
        const next = await pieces.next();
        if (next.done) return 0;
        [piece, at] = [next.value, 0];
      }
      const bytes = piece.subarray(at, at + into.length);
      into.set(bytes);
      at += bytes.length;
      return bytes.length;
    },
    async close() {
      socket.destroy();
    },
  };
}

/** A pipe of the shell's, `/dev/stdin`, may have lost its writer already, and then is at its end. */
export function isNamedFifo(path: string): boolean {
  return process.platform === 'linux' && !/^\/(dev|proc)\//.test(path);
}
