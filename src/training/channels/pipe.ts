import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../errors.js';
import type { ByteSource } from '../../formats/byte-source.js';
import { fileSource } from '../../formats/file-source.js';
import type { Channel } from './channel.js';
import type { Delivered } from './delivery.js';

/**
 * A channel that is a stream: a FIFO at its path, or in Pipe mode one FIFO per epoch, `<path>_0`, `<path>_1`, as SageMaker lays
 * them out. `undefined` where the path holds regular files, which are sent anew in each epoch, and where it is a manifest.
 */
export async function openPipe(channel: Channel): Promise<ByteSource | undefined> {
  if (channel.dataType !== undefined && channel.dataType !== 'S3Prefix') return undefined;
  if (await isFifo(channel.path)) return onceOnly(await fileSource(channel.path));
  if (channel.inputMode === 'Pipe' && (await isFifo(`${channel.path}_0`))) return fifoPerEpoch(channel.path);
  return undefined;
}

/** A pipe as what a channel delivers. */
export function onePipe(pipe: ByteSource): Delivered {
  return { sources: () => [pipe], isSteady: true, warnings: [] };
}

async function isFifo(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts?.isFIFO() ?? false;
}

function onceOnly(source: ByteSource): ByteSource {
  let passes = 0;
  return {
    ...source,
    async open() {
      if (passes++ > 0) throw pipeCannotBeOpened(source.name, 1, 'A FIFO gives its bytes once.');
      return source.open();
    },
  };
}

function fifoPerEpoch(path: string): ByteSource {
  let epoch = 0;
  return {
    name: path,
    async open() {
      const fifo = `${path}_${epoch}`;
      if (!(await appears(fifo))) throw pipeCannotBeOpened(path, epoch, `There is no FIFO ${fifo}.`);
      epoch++;
      return (await fileSource(fifo)).open();
    },
  };
}

/** SageMaker makes the FIFO of an epoch when that of the one before is read. */
const WAITS = 20;
const WAIT_MS = 100;

async function appears(fifo: string): Promise<boolean> {
  for (let wait = 0; wait < WAITS; wait++) {
    if (await isFifo(fifo)) return true;
    await setTimeout(WAIT_MS);
  }
  return isFifo(fifo);
}

function pipeCannotBeOpened(path: string, epoch: number, what: string): UserError {
  return new UserError('E_PIPE_EPOCH', `FIFO ${epoch} of the SageMaker pipe channel cannot be opened. ${what}`, {
    where: { file: path },
    hint: 'Offer one FIFO per pass over the data, or use input mode File.',
  });
}
