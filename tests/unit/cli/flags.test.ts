import { expect, it } from 'vitest';
import { integer, list, text, toggle } from '../../../src/cli/flags.js';

it('makes one flag of each kind', () => {
  expect([text('a', 'A', 'x'), integer('b', 'B', 'x'), list('c', 'C', 'x'), toggle('d', 'x')]).toEqual([
    { name: 'a', kind: 'text', placeholder: 'A', help: 'x' },
    { name: 'b', kind: 'integer', placeholder: 'B', help: 'x' },
    { name: 'c', kind: 'list', placeholder: 'C', help: 'x' },
    { name: 'd', kind: 'toggle', help: 'x' },
  ]);
});
