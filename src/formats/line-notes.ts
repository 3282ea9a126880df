import type { Warning } from '../data/dataset.js';
import type { ByteSource } from './byte-source.js';
import { LineFinder } from './csv/lines.js';

/** What a scanner let pass in one file, kind by kind: how often, and at which byte first. */
export class LineNotes {
  readonly #counts: Float64Array;

  constructor(kinds: number) {
    this.#counts = new Float64Array(2 * kinds);
  }

  /** Takes a scan's notes, whose bytes count from `offset` in the file, and empties them. */
  take(notes: Float64Array, offset: number): void {
    for (let at = 0; at < notes.length; at += 2) {
      const count = notes[at] as number;
      if (count > 0 && this.#counts[at] === 0) this.#counts[at + 1] = offset + (notes[at + 1] as number);
      this.#counts[at] = (this.#counts[at] as number) + count;
    }
    notes.fill(0);
  }

  /** A warning for each kind that occurred, where it occurred first. */
  async warnings(
    source: ByteSource,
    says: readonly ((count: number) => Pick<Warning, 'code' | 'message'>)[],
  ): Promise<Warning[]> {
    const found = says.flatMap((say, kind) => {
      const [count, offset] = [this.#counts[2 * kind] as number, this.#counts[2 * kind + 1] as number];
      return count === 0 ? [] : [{ ...say(count), byteOffset: offset }];
    });
    found.sort((a, b) => a.byteOffset - b.byteOffset);
    const finder = source.size === undefined ? undefined : new LineFinder(source);
    try {
      const warnings: Warning[] = [];
      for (const { code, message, byteOffset } of found) {
        const line = await finder?.lineAt(byteOffset);
        warnings.push({ code, message, where: { file: source.name, ...(line !== undefined && { line }), byteOffset } });
      }
      return warnings;
    } finally {
      await finder?.close();
    }
  }
}
