/**
 * The random numbers of the real XGBoost, so that a job with `subsample` or `dart` draws the same rows and trees here as there: std::mt19937 and its
 * siblings, and the distributions of the standard C++ library that XGBoost's Linux wheels are built with (libstdc++ before GCC 11).
 * Everywhere else in this house chance comes from `data/random.ts`; a sequence that must equal somebody else's has to be theirs.
 *
 * One global MersenneTwister, seeded with `seed` once, serves a training. Who draws from it, in order, each round:
 *
 * | who | draws |
 * | --- | --- |
 * | dart, before the gradients | 1 if `skip_drop` > 0; unless skipped, 1 uniform a tree so far, and 1 integer or discrete where `one_drop` needs it |
 * | exact, of 1.7: each tree | 1 (the seed of its ColumnSampler), then 1 bernoulli a row if `subsample` < 1 |
 * | exact, of 3.0: each tree | 1 bernoulli a row if `subsample` < 1, then 1 (the seed of its ColumnSampler) |
 * | hist, once before the first tree | 1 (the seed of the one ColumnSampler) |
 * | hist, each tree | 1 if `subsample` < 1 (the seed of RowLottery, which draws 1 bernoulli a row) |
 * | approx of 1.7, each round | as hist, but 1 bernoulli a row straight from the global stream; of 3.0 as hist |
 * | gblinear | `shuffle`: one shuffle of the columns a round; `random`: 1 draw a step |
 *
 * @see https://en.cppreference.com/w/cpp/numeric/random
 */
export abstract class RandomStream {
  /** `next()` is uniform over 0, 1, … `largest`: std::'s max() - min(). */
  abstract readonly largest: number;
  /** What the engine's call operator gives, less its min(). */
  abstract next(): number;

  /** std::uniform_int_distribution over 0, 1, … `below` - 1: the draws past the last whole multiple of `below` are thrown away. */
  integer(below: number): number {
    const width = Math.floor(this.largest / below);
    for (;;) {
      const drawn = this.next();
      if (drawn < width * below) return Math.floor(drawn / width);
    }
  }

  /**
   * std::shuffle, in place. libstdc++ gets two positions out of one draw while the product of their ranges fits the engine.
   */
  shuffle(items: { readonly length: number; [at: number]: number }): void {
    const count = items.length;
    if (count < 2) return;
    let at = 1;
    if (Math.floor(this.largest / count) < count) {
      for (; at < count; at++) swap(items, at, this.integer(at + 1));
      return;
    }
    if (count % 2 === 0) swap(items, at++, this.integer(2));
    for (; at < count; at += 2) {
      const both = this.integer((at + 1) * (at + 2));
      swap(items, at, Math.floor(both / (at + 2)));
      swap(items, at + 1, both % (at + 2));
    }
  }
}

const STATE_WORDS = 624;
const STATE_MIDDLE = 397;

/** std::mt19937: the Mersenne Twister of Matsumoto and Nishimura (1998), 32 bits a draw. */
export class MersenneTwister extends RandomStream {
  readonly largest = 0xffffffff;
  readonly #state = new Uint32Array(STATE_WORDS);
  #at = STATE_WORDS;

  /** @param seed its low 32 bits count */
  constructor(seed: number) {
    super();
    this.seed(seed);
  }

  seed(seed: number): void {
    this.#state[0] = seed;
    for (let i = 1; i < STATE_WORDS; i++) {
      const before = this.#state[i - 1] as number;
      this.#state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
    this.#at = STATE_WORDS;
  }

  next(): number {
    if (this.#at === STATE_WORDS) this.#twist();
    let word = this.#state[this.#at++] as number;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  /** std::uniform_real_distribution: in [0, 1). */
  uniform(): number {
    const low = this.next();
    const high = this.next();
    return belowOne((high * 2 ** 32 + low) / 2 ** 64);
  }

  /** std::bernoulli_distribution. @param chance taken as a float, as XGBoost's parameters are */
  bernoulli(chance: number): boolean {
    return this.uniform() < Math.fround(chance);
  }

  /** std::discrete_distribution: an index, with a chance in proportion to its weight. */
  discrete(weights: ArrayLike<number>): number {
    const count = weights.length;
    if (count < 2) return 0;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += weights[i] as number;
    const point = this.uniform();
    let upTo = 0;
    for (let i = 0; i < count - 1; i++) {
      upTo += (weights[i] as number) / sum;
      if (upTo >= point) return i;
    }
    return count - 1;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < STATE_WORDS; i++) {
      const joined = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % STATE_WORDS] as number) & 0x7fffffff);
      const far = state[(i + STATE_MIDDLE) % STATE_WORDS] as number;
      state[i] = far ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }
}

/** std::minstd_rand: x <- 48271 x mod (2^31 - 1), from which the ranking objectives sample their pairs. */
export class MinimalStandard extends RandomStream {
  readonly largest = 2 ** 31 - 3;
  #state: number;

  /** @param seed 32 bits, unsigned */
  constructor(seed: number) {
    super();
    this.#state = seed % (2 ** 31 - 1) || 1;
  }

  next(): number {
    this.#state = (this.#state * 48271) % (2 ** 31 - 1);
    return this.#state - 1;
  }
}

/**
 * The linear congruential engine that the hist and approx growers draw rows from: x <- 16807 x mod 2^63. Draw n follows from the seed alone, whatever
 * came before it, so that threads may each start where their rows do; here the state is two words, as a double holds no 63 bits.
 */
export class RowLottery {
  #high = 0;
  #low: number;

  /** @param seed 32 bits, a draw of the global stream */
  constructor(seed: number) {
    this.#low = seed === 0 ? 1 : seed;
  }

  /** std::bernoulli_distribution on this engine; one draw a row. */
  bernoulli(chance: number): boolean {
    const low = this.#low * 16807;
    this.#low = low % 2 ** 32;
    this.#high = (this.#high * 16807 + Math.floor(low / 2 ** 32)) % 2 ** 31;
    const drawn = this.#high * 2 ** 32 + (this.#low - 1);
    return belowOne(drawn / 2 ** 63) < Math.fround(chance);
  }
}

/** Rounding may carry a quotient up to 1; libstdc++ then takes the double before it. */
function belowOne(quotient: number): number {
  return quotient < 1 ? quotient : 1 - 2 ** -53;
}

function swap(items: { [at: number]: number }, a: number, b: number): void {
  const kept = items[a] as number;
  items[a] = items[b] as number;
  items[b] = kept;
}
