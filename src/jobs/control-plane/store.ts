import { mkdir } from 'node:fs/promises';
import type { ClassicLevel } from 'classic-level';
import { PlatformError, UserError } from '../../errors.js';

export type Kind = 'training-job' | 'transform-job' | 'model' | 'endpoint-config' | 'endpoint';

/** One thing the control plane keeps. */
export interface Resource<State = Readonly<Record<string, unknown>>> {
  readonly name: string;
  readonly arn: string;
  /** What it was made from. */
  readonly request: Readonly<Record<string, unknown>>;
  /** What became of it, in the words of its Describe operation. */
  readonly state: State;
}

/** The record of everything there is: when `put` or `delete` has settled, no crash takes it back. */
export class Store {
  readonly #level: ClassicLevel<string, Resource>;

  private constructor(level: ClassicLevel<string, Resource>) {
    this.#level = level;
  }

  /** @throws UserError E_DATA_IN_USE where another process has it open; PlatformError E_STORE_MISSING, E_STORE_BROKEN */
  static async open(folder: string): Promise<Store> {
    const { ClassicLevel } = await loadLevel();
    await mkdir(folder, { recursive: true });
    const level = new ClassicLevel<string, Resource>(folder, { valueEncoding: 'json' });
    try {
      await level.open();
    } catch (error) {
      throw openError(error, folder);
    }
    return new Store(level);
  }

  get(kind: Kind, name: string): Promise<Resource | undefined> {
    return this.#level.get(keyOf(kind, name));
  }

  async put(kind: Kind, resource: Resource): Promise<void> {
    await this.#level.put(keyOf(kind, resource.name), resource, DURABLE);
  }

  async delete(kind: Kind, name: string): Promise<void> {
    await this.#level.del(keyOf(kind, name), DURABLE);
  }

  /** All of a kind, by name. */
  list(kind: Kind): Promise<Resource[]> {
    return this.#level.values({ gt: `${kind}${SEPARATOR}`, lt: `${kind}${AFTER_SEPARATOR}` }).all();
  }

  close(): Promise<void> {
    return this.#level.close();
  }
}

/** On the disk, and not only on its way there. */
const DURABLE = { sync: true } as const;

/** Names have neither, and the second follows the first. */
const [SEPARATOR, AFTER_SEPARATOR] = ['/', '0'];

function keyOf(kind: Kind, name: string): string {
  return `${kind}${SEPARATOR}${name}`;
}

/** Only who starts a control plane pays for it. */
async function loadLevel(): Promise<typeof import('classic-level')> {
  try {
    return await import('classic-level');
  } catch (cause) {
    throw new PlatformError(
      'E_STORE_MISSING',
      'The package classic-level, which keeps the records, is not installed.',
      {
        hint: 'npm install classic-level',
        cause,
      },
    );
  }
}

function openError(error: unknown, folder: string): Error {
  const { message, code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  const details = { where: { file: folder }, cause: error };
  if (code === 'LEVEL_LOCKED') {
    return new UserError('E_DATA_IN_USE', `Another control plane keeps its records in ${folder}.`, {
      ...details,
      hint: 'End it, or name another folder as --data.',
    });
  }
  return new PlatformError('E_STORE_BROKEN', `The records in ${folder} cannot be opened: ${message}`, details);
}
