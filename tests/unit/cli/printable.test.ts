import { expect, it } from 'vitest';
import { printable } from '../../../src/cli/printable.js';

it('takes out what steers a terminal and nothing else', () => {
  expect(printable('a\x1b[2J\x07\x7f\x9b')).toBe('a\ufffd[2J\ufffd\ufffd\ufffd');
  expect(printable('é ░█\tb\n')).toBe('é ░█\tb\n');
});
