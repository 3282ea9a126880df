import { describe, expect, it } from 'vitest';
import { type Csr, isCsr } from '../../../../src/data/csr.js';
import { type Dense, rowMajor } from '../../../../src/data/dense.js';
import { decodeJsonInstances, decodeJsonLines } from '../../../../src/formats/json/instances.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (...instances: unknown[]): Dense | Csr => decodeJsonInstances(encode(JSON.stringify({ instances })));
const features = (values: unknown) => ({ features: values });
const tensor = (tensor: unknown) => ({ data: { features: tensor } });

function valuesOf(matrix: Dense | Csr): number[] {
  if (isCsr(matrix)) throw new Error('expected a dense matrix');
  return [...rowMajor(matrix)];
}

describe('decodeJsonInstances', () => {
  it('reads the three forms in one request', () => {
    const matrix = decode(
      features([1.5, 16, 0]),
      tensor({ values: [1, 2, 3] }),
      tensor({ keys: [2, 0, 2], shape: [3], values: [1, 5, 1] }),
      tensor({ values: [4, 5, 6], shape: [3] }),
    );
    expect(valuesOf(matrix)).toEqual([1.5, 16, 0, 1, 2, 3, 5, 0, 2, 4, 5, 6]);
  });

  it('keeps a request of sparse instances sparse', () => {
    const matrix = decode(
      tensor({ keys: [0, 182], shape: [2000], values: [13, 1] }),
      tensor({ shape: [2000], values: [] }),
      tensor({ keys: [7], shape: [40, 50], values: [2] }),
    );
    expect(matrix).toEqual({
      rows: 3,
      cols: 2000,
      rowStarts: Uint32Array.of(0, 2, 2, 3),
      columns: Uint32Array.of(0, 182, 7),
      values: Float32Array.of(13, 1, 2),
    });
  });

  it('passes over a configuration and what else an instance carries', () => {
    expect(valuesOf(decode({ features: [1], configuration: { a: [{}] }, id: 'x' }))).toEqual([1]);
  });

  it('passes over a byte order mark', () => {
    expect(valuesOf(decodeJsonInstances(encode('\ufeff{"instances":[{"features":[1]}]}')))).toEqual([1]);
  });

  it.each<[string, unknown[], string, string]>([
    ['no instances', [], 'E_REQUEST_EMPTY', 'request has no instances.'],
    ['no features', [features([])], 'E_REQUEST_EMPTY', 'instances[0] has no features.'],
    ['a list as instance', [[1, 2]], 'E_REQUEST_FORM', 'instances[0] must be an object, but is a list.'],
    ['null as instance', [features([1]), null], 'E_REQUEST_FORM', 'instances[1] must be an object, but is null.'],
    [
      'an instance without features',
      [{ feature: [1] }],
      'E_REQUEST_FORM',
      "instances[0] has neither 'features' nor 'data'.",
    ],
    [
      'both forms',
      [{ features: [1], ...tensor({}) }],
      'E_REQUEST_FORM',
      "instances[0] has both 'features' and 'data'.",
    ],
    [
      'a number as features',
      [features(1)],
      'E_REQUEST_FORM',
      'instances[0].features must be a list of numbers, but is a number.',
    ],
    [
      'data without features',
      [{ data: {} }],
      'E_REQUEST_FORM',
      'instances[0].data.features must be an object, but is missing.',
    ],
    [
      'a string',
      [features(['1', '2'])],
      'E_REQUEST_VALUE',
      'instances[0].features[0] must be a number, but is a string.',
    ],
    ['null', [features([1, null, 3])], 'E_REQUEST_VALUE', 'instances[0].features[1] must be a number, but is null.'],
    [
      'a boolean',
      [tensor({ values: [true] })],
      'E_REQUEST_VALUE',
      'instances[0].data.features.values[0] must be a number, but is a boolean.',
    ],
    ['a list', [features([[1]])], 'E_REQUEST_VALUE', 'instances[0].features[0] must be a number, but is a list.'],
    [
      'too large for float32',
      [features([1e39])],
      'E_REQUEST_VALUE',
      'instances[0].features[0] is beyond the range of float32.',
    ],
    [
      'another width',
      [features([1, 2]), features([1])],
      'E_REQUEST_RAGGED',
      'instances[1] has 1 features, but the first instance has 2.',
    ],
    [
      'keys without shape',
      [tensor({ keys: [0], values: [1] })],
      'E_REQUEST_SHAPE',
      "instances[0].data.features has keys but no 'shape'.",
    ],
    [
      'a shape of zero',
      [tensor({ shape: [0], values: [] })],
      'E_REQUEST_SHAPE',
      'instances[0].data.features.shape is [0], which is no shape a row could have.',
    ],
    [
      'a shape beyond all rows',
      [tensor({ shape: [1e6, 1e6], values: [] })],
      'E_REQUEST_SHAPE',
      'instances[0].data.features.shape is [1000000, 1000000], which is no shape a row could have.',
    ],
    [
      'values that miss the shape',
      [tensor({ shape: [3], values: [1] })],
      'E_REQUEST_SHAPE',
      'instances[0].data.features has 1 values, but a shape of 3.',
    ],
    [
      'a key beyond the shape',
      [tensor({ keys: [10], shape: [10], values: [1] })],
      'E_REQUEST_KEY',
      'instances[0].data.features.keys[0] is 10, which is no index below 10.',
    ],
    [
      'a fraction as key',
      [tensor({ keys: [0.5], shape: [10], values: [1] })],
      'E_REQUEST_KEY',
      'instances[0].data.features.keys[0] is 0.5, which is no index below 10.',
    ],
    [
      'keys without values',
      [tensor({ keys: [0, 1], shape: [10], values: [1] })],
      'E_REQUEST_KEY',
      'instances[0].data.features has 2 keys, but 1 values.',
    ],
  ])('refuses %s', (_, instances, code, message) => {
    expect(() => decode(...instances)).toThrow(expect.objectContaining({ name: 'UserError', code, message }));
  });

  it('says which instance it was', () => {
    expect(() => decode(features([1]), features([Number.NaN]))).toThrow(
      expect.objectContaining({ where: { file: 'request', record: 1 } }),
    );
  });

  it.each([
    ['', 'E_REQUEST_JSON'],
    ['{"instances": [}', 'E_REQUEST_JSON'],
    ['[]', 'E_REQUEST_FORM'],
    ['{}', 'E_REQUEST_FORM'],
    ['{"instances": {}}', 'E_REQUEST_FORM'],
  ])('refuses the text %j', (text, code) => {
    expect(() => decodeJsonInstances(encode(text))).toThrow(expect.objectContaining({ name: 'UserError', code }));
  });

  it('counts levels before it parses, and not the brackets in strings', () => {
    const nested = `{"instances":[{"features":[1],"configuration":${'['.repeat(62)}${']'.repeat(62)}}]}`;
    expect(() => decodeJsonInstances(encode(nested))).toThrow(
      expect.objectContaining({
        code: 'E_REQUEST_DEPTH',
        where: { file: 'request', byteOffset: nested.indexOf(']]]') - 1 },
      }),
    );
    const inStrings = JSON.stringify({ instances: [{ features: [1], configuration: { ['[['.repeat(99)]: '\\"[' } }] });
    expect(valuesOf(decodeJsonInstances(encode(inStrings)))).toEqual([1]);
  });

  it('refuses to spread a wide sparse instance over a dense matrix that does not fit', () => {
    const body = encode(JSON.stringify({ instances: [tensor({ shape: [3], values: [] }), features([1, 2, 3])] }));
    expect(valuesOf(decodeJsonInstances(body, { maxDenseBytes: 24 }))).toEqual([0, 0, 0, 1, 2, 3]);
    expect(() => decodeJsonInstances(body, { maxDenseBytes: 23 })).toThrow(
      expect.objectContaining({ code: 'E_REQUEST_TOO_LARGE' }),
    );
  });
});

describe('decodeJsonLines', () => {
  it('reads an instance a line, with either line end, and passes over empty lines', () => {
    const lines = '{"features": [1, 2]}\r\n\n {"data": {"features": {"values": [3, 4]}}}\n';
    expect(valuesOf(decodeJsonLines(encode(lines)))).toEqual([1, 2, 3, 4]);
  });

  it.each([
    [
      '{"features": [1]}\n\n{"features": [null]}',
      'E_REQUEST_VALUE',
      'instance.features[0] must be a number, but is null.',
    ],
    [
      '{"features": [1]}\n\n{"features": [1, 2]}',
      'E_REQUEST_RAGGED',
      'instance has 2 features, but the first instance has 1.',
    ],
  ])('names line and instance: %j', (lines, code, message) => {
    const where = { file: 'x.jsonl', line: 3, record: 1 };
    expect(() => decodeJsonLines(encode(lines), { name: 'x.jsonl' })).toThrow(
      expect.objectContaining({ code, message, where }),
    );
  });

  it('says which line is no JSON', () => {
    expect(() => decodeJsonLines(encode('{"features": [1]}\n{"features": [1}'))).toThrow(
      expect.objectContaining({ code: 'E_REQUEST_JSON', where: { file: 'request', line: 2, record: 1 } }),
    );
  });

  it('refuses a body of white space', () => {
    expect(() => decodeJsonLines(encode(' \n'))).toThrow(expect.objectContaining({ code: 'E_REQUEST_EMPTY' }));
  });
});
