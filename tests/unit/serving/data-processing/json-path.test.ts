import { describe, expect, it } from 'vitest';
import { parseJsonPath } from '../../../../src/serving/data-processing/json-path.js';

const steps = (text: string) => parseJsonPath(text, 'InputFilter').steps;

describe('parseJsonPath', () => {
  it.each([
    ['$', []],
    ['$.features', [{ kind: 'names', names: ['features'] }]],
    ["$['id','SageMakerOutput']", [{ kind: 'names', names: ['id', 'SageMakerOutput'] }]],
    [
      `$.field1.['child1', "it's"]`,
      [
        { kind: 'names', names: ['field1'] },
        { kind: 'names', names: ['child1', "it's"] },
      ],
    ],
    ["$['a\\'b']", [{ kind: 'names', names: ["a'b"] }]],
    ['$[0,-1]', [{ kind: 'elements', elements: [0, -1] }]],
    ['$[1:]', [{ kind: 'elements', elements: [{ start: 1, end: undefined }] }]],
    ['$[0,5:]', [{ kind: 'elements', elements: [0, { start: 5, end: undefined }] }]],
    ['$[ : -1 ]', [{ kind: 'elements', elements: [{ start: undefined, end: -1 }] }]],
    ['$[*].*', [{ kind: 'all' }, { kind: 'all' }]],
    [
      '$.a[0].b',
      [
        { kind: 'names', names: ['a'] },
        { kind: 'elements', elements: [0] },
        { kind: 'names', names: ['b'] },
      ],
    ],
  ])('%s', (text, expected) => expect(steps(text)).toEqual(expected));

  it.each([
    ['', 1, 'must begin with $'],
    ['features', 1, 'must begin with $'],
    ['$features', 2, 'neither . nor ['],
    ['$..a', 4, 'has ..'],
    ['$.', 3, 'no name'],
    ['$[', 3, "no number, slice, 'name' or *"],
    ['$[0', 4, 'no ]'],
    ['$[0,]', 5, 'no number'],
    ["$['a',0]", 7, 'no quoted name'],
    ["$['a", 3, 'no quoted name'],
    ['$[?(@.a)]', 3, 'no number'],
    ['$[99999999999]', 3, 'no number'],
    [`$.${'a'.repeat(62)}`, 1, 'has 64 characters'],
  ])('refuses %s at column %i', (text, column, what) => {
    expect(() => steps(text)).toThrow(
      expect.objectContaining({ code: 'E_JSON_PATH', where: { column }, message: expect.stringContaining(what) }),
    );
  });

  it('takes 63 characters', () => expect(steps(`$.${'a'.repeat(61)}`)).toHaveLength(1));
});
