import { expect, test } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments.js';
import { check } from '../../../src/cli/check.js';
import { imageVersion } from '../../../src/cli/image-version.js';

const of = (...words: string[]) => imageVersion(parseArguments(words, check));

test('is one of those that are told apart; default the newest', () => {
  expect(of()).toBe('3.0-5');
  expect(of('--image-version', '1.7-1')).toBe('1.7-1');
  expect(() => of('--image-version', '0.72')).toThrow(
    expect.objectContaining({ message: expect.stringContaining('1.7-1, 3.0-5') }),
  );
});
