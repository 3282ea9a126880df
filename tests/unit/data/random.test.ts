import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/data/random.js';

const draws = (seed: number, count = 5): number[] => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.bits());
};

function moments(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

describe('Random', () => {
  test('a seed stands for one stream, for good', () => {
    expect(draws(0)).toEqual(draws(0));
    expect(draws(42)).toMatchInlineSnapshot(`
      [
        3057622269,
        3888002888,
        547995201,
        812165164,
        4217037869,
      ]
    `);
  });

  test('neighbouring seeds, negative seeds and seeds that differ above 32 bits have streams of their own', () => {
    const first = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1].map((seed) => draws(seed, 1)[0]);
    expect(new Set(first).size).toBe(first.length);
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %d as a seed', (seed) => {
    expect(() => new Random(seed)).toThrow(RangeError);
  });

  test('uniform and normal have the moments they should', () => {
    const random = new Random(7);
    const uniform = moments(Array.from({ length: 20_000 }, () => random.uniform()));
    expect(uniform.mean).toBeCloseTo(1 / 2, 1.7);
    expect(uniform.variance).toBeCloseTo(1 / 12, 2);
    const normal = moments(Array.from({ length: 20_000 }, () => random.normal()));
    expect(normal.mean).toBeCloseTo(0, 1);
    expect(normal.variance).toBeCloseTo(1, 1);
  });

  test('integer covers its range evenly', () => {
    const random = new Random(1);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 6000; i++) counts[random.integer(6)] = (counts[random.integer(6)] ?? 0) + 1;
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(counts).toHaveLength(6);
  });

  test('a sample without replacement has no repetition, and may be everything', () => {
    const random = new Random(3);
    const sample = random.sampleWithoutReplacement(1e12, 1000);
    expect(new Set(sample).size).toBe(1000);
    expect(random.sampleWithoutReplacement(50, 50).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
    expect(() => random.sampleWithoutReplacement(3, 4)).toThrow(RangeError);
  });

  test('every element is as likely in a sample', () => {
    const random = new Random(5);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 5000; i++) {
      for (const one of random.sampleWithoutReplacement(10, 3)) counts[one] = (counts[one] as number) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1500)).toBeLessThan(150);
  });

  test('uuid is a version 4 UUID of the stream', () => {
    expect(new Random(9).uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Random(9).uuid()).toBe(new Random(9).uuid());
    expect(new Random(9).uuid()).not.toBe(new Random(10).uuid());
  });
});
