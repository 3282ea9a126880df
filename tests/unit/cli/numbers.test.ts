import { expect, it } from 'vitest';
import { grouped, short } from '../../../src/cli/numbers.js';

it.each([
  [4.891_57, '4.8916'],
  [12, '12'],
  [-0.1, '-0.1'],
  [123_456, '123460'],
  [1e20, '100000000000000000000'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('short(%d) is %s', (value, text) => expect(short(value)).toBe(text));

it('groups thousands whatever the machine speaks', () => expect(grouped(1234567)).toBe('1,234,567'));
