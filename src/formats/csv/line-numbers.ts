import type { ByteSource, Window } from '../byte-source.js';
import { LineCounter, LineFinder } from './lines.js';

/**
 * The number of the line a reader is at. It is found by reading the source once more, when somebody asks; where the source cannot be read
 * twice, lines are counted on the way.
 */
export class LineNumbers {
  readonly #counter: LineCounter | undefined;
  readonly #finder: LineFinder;
  /** Bytes of the source whose lines are counted. */
  #counted = 0;

  constructor(source: ByteSource) {
    this.#counter = source.size === undefined ? new LineCounter() : undefined;
    this.#finder = new LineFinder(source);
  }

  /** Of the first line that is not consumed. */
  async at(window: Window): Promise<number> {
    if (this.#counter === undefined) return this.#finder.lineAt(window.offset + window.consumed);
    this.pass(window);
    return this.#counter.line;
  }

  /** What is consumed will not be seen again. */
  pass({ bytes, offset, consumed }: Window): void {
    if (this.#counter === undefined) return;
    this.#counter.count(bytes.subarray(this.#counted - offset, consumed));
    this.#counted = offset + consumed;
  }

  async close(): Promise<void> {
    await this.#finder.close();
  }
}
