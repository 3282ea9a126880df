import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  MersenneTwister,
  MinimalStandard,
  type RandomStream,
  RowLottery,
} from '../../../../src/algorithms/xgboost/random-stream.js';

type Draws = Record<string, number[]> & { raw10000: number };
/** What libstdc++ printed: see tests/oracle/xgboost-exact/random_stream.cpp. */
const frozen = JSON.parse(
  readFileSync(new URL('../../../oracle/xgboost-exact/random-stream.json', import.meta.url), 'utf8'),
) as Record<string, { mersenneTwister: Draws; minimalStandard: Draws; rowLottery: number[] }>;

function repeat(like: readonly number[], draw: () => number | boolean): number[] {
  return like.map(() => Number(draw()));
}

function checkEngine(engine: () => RandomStream, draws: Draws): void {
  const stream = engine();
  expect(repeat(draws.raw as number[], () => stream.next())).toEqual(draws.raw);
  const far = engine();
  for (let i = 0; i < 9999; i++) far.next();
  expect(far.next()).toBe(draws.raw10000);
  for (const below of [2, 7, 1000, 1000003]) {
    const integers = engine();
    expect(repeat(draws[`integer${below}`] as number[], () => integers.integer(below))).toEqual(
      draws[`integer${below}`],
    );
  }
  for (const count of [1, 2, 3, 8, 13, 70]) {
    const items = Array.from({ length: count }, (_, at) => at);
    engine().shuffle(items);
    expect(items).toEqual(draws[`shuffle${count}`]);
  }
  const many = Int32Array.from({ length: 70000 }, (_, at) => at);
  engine().shuffle(many);
  expect([...many.slice(-20)]).toEqual(draws.endOfShuffle70000);
}

describe.each(Object.entries(frozen))('seed %s', (text, { mersenneTwister, minimalStandard, rowLottery }) => {
  const seed = Number(text);

  it('MersenneTwister is std::mt19937', () => {
    checkEngine(() => new MersenneTwister(seed), mersenneTwister);
    const uniform = new MersenneTwister(seed);
    expect(repeat(mersenneTwister.uniform as number[], () => uniform.uniform())).toEqual(mersenneTwister.uniform);
    const coins = new MersenneTwister(seed);
    expect(repeat(mersenneTwister.bernoulli as number[], () => coins.bernoulli(0.8))).toEqual(
      mersenneTwister.bernoulli,
    );
    const weights = Float32Array.of(1, 0.5, 0.25, 0.9, 0.333);
    const picks = new MersenneTwister(seed);
    expect(repeat(mersenneTwister.discrete as number[], () => picks.discrete(weights))).toEqual(
      mersenneTwister.discrete,
    );
  });

  it('MinimalStandard is std::minstd_rand', () => {
    checkEngine(() => new MinimalStandard(seed), minimalStandard);
  });

  it('RowLottery flips the coins of the 63-bit engine', () => {
    const coins = new RowLottery(seed);
    expect(repeat(rowLottery, () => coins.bernoulli(0.3))).toEqual(rowLottery);
  });
});

it('a negative seed counts by its low 32 bits', () => {
  expect(new MersenneTwister(-1).next()).toBe(new MersenneTwister(4294967295).next());
});

it('nothing and one thing are shuffled without a draw', () => {
  const stream = new MersenneTwister(1);
  stream.shuffle([]);
  stream.shuffle([5]);
  expect(stream.next()).toBe(new MersenneTwister(1).next());
});

it('one weight needs no draw', () => {
  const stream = new MersenneTwister(1);
  expect(stream.discrete([0.3])).toBe(0);
  expect(stream.next()).toBe(new MersenneTwister(1).next());
});
