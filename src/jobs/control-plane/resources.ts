import { Gate } from '../../serving/http/gate.js';
import { arnOf, KINDS } from './kinds.js';
import type { Kind, Resource, Store } from './store.js';

type Json = Readonly<Record<string, unknown>>;

/** The store with the service's manners: names are unique, what is missing has its own error, and changes happen one after the other. */
export class Resources {
  readonly #store: Store;
  readonly #changes = new Gate(1, Number.POSITIVE_INFINITY);

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws ServiceError where the name is taken */
  create(kind: Kind, name: string, request: Json, state: Json): Promise<Resource> {
    return this.#changes.pass(async () => {
      const arn = arnOf(kind, name);
      if ((await this.#store.get(kind, name)) !== undefined) throw KINDS[kind].taken(arn);
      const resource = { name, arn, request, state };
      await this.#store.put(kind, resource);
      return resource;
    });
  }

  /** @throws ServiceError where there is none of this name */
  async find(kind: Kind, name: string): Promise<Resource> {
    const resource = await this.#store.get(kind, name);
    if (resource === undefined) throw KINDS[kind].missing(arnOf(kind, name), name);
    return resource;
  }

  /** @param change gives the new state, or `undefined` to leave it @throws ServiceError where there is none of this name */
  update(kind: Kind, name: string, change: (resource: Resource) => Json | undefined): Promise<Resource> {
    return this.#changes.pass(async () => {
      const resource = await this.find(kind, name);
      const state = change(resource);
      if (state === undefined) return resource;
      const changed = { ...resource, state };
      await this.#store.put(kind, changed);
      return changed;
    });
  }

  /** @throws ServiceError where there is none of this name */
  remove(kind: Kind, name: string): Promise<void> {
    return this.#changes.pass(async () => {
      await this.find(kind, name);
      await this.#store.delete(kind, name);
    });
  }

  list(kind: Kind): Promise<Resource[]> {
    return this.#store.list(kind);
  }

  /** When the last change is on the disk. */
  close(): Promise<void> {
    return this.#changes.pass(() => this.#store.close());
  }
}
