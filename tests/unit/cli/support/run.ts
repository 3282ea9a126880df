import { Writable } from 'node:stream';
import type { Io } from '../../../../src/cli/io.js';
import { main } from '../../../../src/cli/program.js';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program in this process, its output caught. */
export async function run(...argv: string[]): Promise<Outcome> {
  return runWith(new AbortController().signal, ...argv);
}

export async function runWith(signal: AbortSignal, ...argv: string[]): Promise<Outcome> {
  const stdout = new Capture();
  const stderr = new Capture();
  const io: Io = { stdout, stderr, signal };
  const code = await main(argv, io);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

export class Capture extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
