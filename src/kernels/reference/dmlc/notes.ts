/** Counts what a scan let pass: see `DELIMITED_NOTES` and `LIBSVM_NOTES`. */
export class Notes<Kind extends string> {
  readonly #kinds: readonly Kind[];
  readonly #notes: Float64Array;

  constructor(kinds: readonly Kind[], notes: Float64Array) {
    this.#kinds = kinds;
    this.#notes = notes;
  }

  add(kind: Kind, offset: number): void {
    const at = 2 * this.#kinds.indexOf(kind);
    if (this.#notes[at] === 0) this.#notes[at + 1] = offset;
    this.#notes[at] = (this.#notes[at] as number) + 1;
  }
}
