/** Work that has begun, and that must end before what it uses is closed. */
export class UnderWay {
  readonly #works = new Set<Promise<unknown>>();

  add<T>(work: Promise<T>): Promise<T> {
    this.#works.add(work);
    const ended = () => this.#works.delete(work);
    work.then(ended, ended);
    return work;
  }

  /** When all of it has ended, well or not, and whatever began meanwhile. */
  async settled(): Promise<void> {
    while (this.#works.size > 0) await Promise.allSettled(this.#works);
  }
}
