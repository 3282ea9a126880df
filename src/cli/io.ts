import { once } from 'node:events';
import { relative } from 'node:path';

/** The world as a verb sees it; tests hand in their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C, and by SIGTERM. */
  readonly signal: AbortSignal;
  /** The two told apart, for whoever ends more gently when the system asks. */
  readonly causes?: { readonly interrupted: AbortSignal; readonly terminated: AbortSignal };
}

export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Thrown where whoever read our output has closed it: `sagelocal transform … | head`. */
export class ReaderGone extends Error {}

/**
 * Waits where the reader of a pipe is slower than we are, so that nothing piles up in memory.
 * @throws ReaderGone
 */
export async function write(output: Output, chunk: string | Uint8Array): Promise<void> {
  if (!output.writable) throw new ReaderGone();
  if (output.write(chunk)) return;
  try {
    await once(output, 'drain');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EPIPE' ? new ReaderGone() : error;
  }
}

export function printJson(output: Output, value: unknown): void {
  output.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A path as the user would write it: relative where it lies below the current folder. */
export function shownPath(path: string): string {
  const fromHere = relative('', path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}
