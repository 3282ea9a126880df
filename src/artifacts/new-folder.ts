import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { refuseExisting, writeError } from './new-file.js';

/** A folder that appears under its name with everything in it, or not at all. Ends with {@link NewFolder.commit} or {@link NewFolder.discard}. */
export class NewFolder {
  readonly path: string;
  /** Where its files are written meanwhile. */
  readonly aside: string;

  private constructor(path: string, aside: string) {
    this.path = path;
    this.aside = aside;
  }

  /** @throws UserError E_OUTPUT_EXISTS, E_OUTPUT_FOLDER; PlatformError E_PERMISSION, E_WRITE */
  static async create(path: string): Promise<NewFolder> {
    await refuseExisting(path);
    const aside = join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`);
    try {
      await mkdir(aside);
    } catch (error) {
      throw writeError(error, path);
    }
    return new NewFolder(path, aside);
  }

  /** Makes the folder visible. A folder that has appeared meanwhile stays what it is. @throws as {@link NewFolder.create} */
  async commit(): Promise<void> {
    try {
      await refuseExisting(this.path);
      await rename(this.aside, this.path);
    } catch (error) {
      await this.discard();
      throw writeError(error, this.path);
    }
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await rm(this.aside, { recursive: true, force: true });
  }
}
