/**
 * A seeded random generator: the only source of chance in the house, so that same seed means same bytes. The state is
 * xoshiro128** (Blackman and Vigna 2018), filled from the seed by SplitMix32; all arithmetic is on 32-bit integers, hence
 * equal on every machine.
 *
 * @see https://prng.di.unimi.it
 */
export class Random {
  readonly #state: Uint32Array;

  /** @param seed any safe integer; both its halves count */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed must be a safe integer, not ${seed}`);
    this.#state = splitMix32(seed | 0, Math.floor(seed / 2 ** 32) | 0);
    // The first draws would show one half of the seed only.
    for (let i = 0; i < 8; i++) this.bits();
  }

  /** 32 random bits, as an integer from 0 to 2^32 - 1. */
  bits(): number {
    const state = this.#state;
    // One by one: an iterator over an array takes several times as long.
    const [a, b, c, d] = [state[0] as number, state[1] as number, state[2] as number, state[3] as number];
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    state[2] = c ^ a;
    state[3] = d ^ b;
    state[1] = b ^ (c ^ a);
    state[0] = a ^ (d ^ b);
    state[2] = c ^ a ^ (b << 9);
    state[3] = rotateLeft(d ^ b, 11);
    return result;
  }

  /** Uniform in [0, 1), with all 53 bits of a double. */
  uniform(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** Uniform among 0, 1, … `below` - 1. */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Standard normal, by Marsaglia's polar method. */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }

  /**
   * `count` different integers below `population`, in random order. A Fisher-Yates shuffle that stops after `count` swaps and
   * remembers only what moved: its cost does not depend on the population.
   */
  sampleWithoutReplacement(population: number, count: number): number[] {
    if (count > population) throw new RangeError(`Cannot draw ${count} of ${population} without replacement`);
    const moved = new Map<number, number>();
    return Array.from({ length: count }, (_, at) => {
      const pick = at + this.integer(population - at);
      const drawn = moved.get(pick) ?? pick;
      moved.set(pick, moved.get(at) ?? at);
      return drawn;
    });
  }

  /** A version 4 UUID. */
  uuid(): string {
    const bytes = new Uint8Array(Uint32Array.from({ length: 4 }, () => this.bits()).buffer);
    bytes[6] = 0x40 | ((bytes[6] as number) & 0x0f);
    bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Two well-mixed words from each half of a seed, so that no two seeds give the same state. */
function splitMix32(low: number, high: number): Uint32Array {
  return Uint32Array.from({ length: 4 }, (_, at) => {
    const counter = (at < 2 ? low : high) + Math.imul(at + 1, 0x9e3779b9);
    let word = counter ^ (counter >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return word ^ (word >>> 15);
  });
}
