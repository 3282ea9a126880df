import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { UserError } from '../../errors.js';
import type { Responder } from './responder.js';

export interface StoredModel {
  readonly name: string;
  /** As the request that loaded it gave it. */
  readonly url: string;
  readonly responder: Responder;
}

export interface ModelStoreOptions {
  /** The one folder that models are loaded from. */
  readonly folder: string;
  readonly load: (path: string) => Promise<Responder>;
  readonly maxModels: number;
}

const MAX_NAME_CHARACTERS = 1024;

/** The models of a multi-model endpoint. Requests name them; nothing outside the folder is ever looked at. */
export class ModelStore {
  readonly #options: ModelStoreOptions;
  readonly #models = new Map<string, StoredModel>();
  readonly #loading = new Map<string, Promise<StoredModel>>();
  /** One after the other: what a model needs while it is unpacked is needed once. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: ModelStoreOptions) {
    this.#options = options;
  }

  /** In the order they were loaded. */
  get models(): readonly StoredModel[] {
    return [...this.#models.values()];
  }

  /**
   * @param url a model.tar.gz, or a folder with what is in one: absolute, or from the folder on
   * @throws UserError E_MODEL_NAME, E_MODEL_LOADED, E_MODELS_FULL, E_MODEL_PATH, E_MODEL_NOT_FOUND, E_MODEL_LOAD
   */
  async load(name: string, url: string): Promise<StoredModel> {
    checkName(name);
    if (this.#models.has(name) || this.#loading.has(name)) {
      throw new UserError('E_MODEL_LOADED', `Model ${name} is already loaded.`);
    }
    if (this.#models.size + this.#loading.size >= this.#options.maxModels) {
      throw new UserError('E_MODELS_FULL', `There is no room for more than ${this.#options.maxModels} models.`, {
        hint: 'Unload one that is not needed.',
      });
    }
    const loading = this.#read(name, url);
    this.#loading.set(name, loading);
    try {
      const model = await loading;
      this.#models.set(name, model);
      return model;
    } finally {
      this.#loading.delete(name);
    }
  }

  /** The model whose name is its path in the folder; it is loaded where it is not yet. @throws what `load` throws */
  async obtain(path: string): Promise<StoredModel> {
    return this.#models.get(path) ?? this.#loading.get(path) ?? this.load(path, path);
  }

  /** @throws UserError E_MODEL_NOT_LOADED */
  get(name: string): StoredModel {
    const model = this.#models.get(name);
    if (model === undefined) throw new UserError('E_MODEL_NOT_LOADED', 'No model of this name is loaded.');
    return model;
  }

  /** Requests that are being answered are answered. @throws UserError E_MODEL_NOT_LOADED */
  unload(name: string): void {
    this.get(name);
    this.#models.delete(name);
  }

  async #read(name: string, url: string): Promise<StoredModel> {
    const path = await this.#pathOf(url);
    const loading = this.#tail.then(() => this.#options.load(path));
    this.#tail = loading.catch(() => undefined);
    try {
      return { name, url, responder: await loading };
    } catch (cause) {
      throw new UserError('E_MODEL_LOAD', 'unable to load model', { cause });
    }
  }

  /** Links are followed first, so that none leads out of the folder. */
  async #pathOf(url: string): Promise<string> {
    const folder = await realpath(this.#options.folder);
    const path = resolve(folder, url);
    if (url.includes('\0') || url.length > MAX_NAME_CHARACTERS) throw outside();
    // A folder that is itself a link is a fair way to name what is in it.
    if (!isBelow(folder, path) && !isBelow(resolve(this.#options.folder), path)) throw outside();
    const real = await realpath(path).catch((cause) => {
      throw new UserError('E_MODEL_NOT_FOUND', 'There is no such model in the folder of models.', { cause });
    });
    if (!isBelow(folder, real)) throw outside();
    return real;
  }
}

function checkName(name: string): void {
  // Names stand in answers and log lines.
  if (name.length <= MAX_NAME_CHARACTERS && /^[^\p{C}\s]\P{C}*$/u.test(name)) return;
  throw new UserError('E_MODEL_NAME', 'A model name is printable and does not begin with a space.');
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
}

function outside(): UserError {
  return new UserError('E_MODEL_PATH', 'The url leads out of the folder of models.');
}
