import { describe, expect, it } from 'vitest';
import type { Predictions, ResponseForm } from '../../../src/algorithms/algorithm.js';
import { dense } from '../../../src/data/dense.js';
import { decodeRecord } from '../../../src/formats/recordio/message.js';
import { negotiateAccept } from '../../../src/serving/accept.js';
import { bytesOf } from '../../../src/serving/body.js';
import { encodeResponse } from '../../../src/serving/response.js';

const form: ResponseForm = {
  topKey: 'predictions',
  fields: ['closest_cluster', 'distance_to_cluster'],
  jsonLinesFields: ['distance_to_cluster', 'closest_cluster'],
  csv: true,
};
const predictions: Predictions = {
  distance_to_cluster: Float32Array.of(3, 23.405939),
  closest_cluster: Float32Array.of(1, 0),
};
const vectors: Predictions = { projection: dense(Float32Array.of(0.5, -1, 2, 1e-8), 2, 2) };
const vectorForm: ResponseForm = { topKey: 'projections', fields: ['projection'], csv: false };

const encode = (given: Predictions, accept: string, of: ResponseForm): Uint8Array =>
  bytesOf(encodeResponse(given, negotiateAccept(accept, of), of));

const text = (given: Predictions, accept: string, of: ResponseForm = form): string =>
  new TextDecoder().decode(encode(given, accept, of));

describe('encodeResponse', () => {
  it("writes JSON with Python's spaces and floats", () => {
    const expected =
      '{"predictions": [{"closest_cluster": 1.0, "distance_to_cluster": 3.0}, ' +
      '{"closest_cluster": 0.0, "distance_to_cluster": 23.40593910217285}]}';
    expect(text(predictions, '')).toBe(expected);
    expect(text(predictions, 'application/json;verbose=true')).toBe(expected);
  });

  it('writes JSON Lines in the order that real answers have', () => {
    expect(text(predictions, 'application/jsonlines')).toBe(
      '{"distance_to_cluster": 3.0, "closest_cluster": 1.0}\n' +
        '{"distance_to_cluster": 23.40593910217285, "closest_cluster": 0.0}\n',
    );
  });

  it('writes CSV without names', () => {
    expect(text(predictions, 'text/csv')).toBe('1.0,3.0\n0.0,23.40593910217285\n');
  });

  it('writes vectors as lists, and transposed ones as they are meant', () => {
    expect(text(vectors, '', vectorForm)).toBe(
      '{"projections": [{"projection": [0.5, -1.0]}, {"projection": [2.0, 9.99999993922529e-09]}]}',
    );
    const transposed = { projection: dense(Float32Array.of(1, 3, 2, 4), 2, 2).transpose(1, 0) };
    expect(text(transposed, 'application/jsonlines', vectorForm)).toBe(
      '{"projection": [1.0, 2.0]}\n{"projection": [3.0, 4.0]}\n',
    );
    const narrow = { projection: dense(Float32Array.of(7), 1, 1) };
    expect(text(narrow, '', vectorForm)).toBe('{"projections": [{"projection": [7.0]}]}');
  });

  it("writes NaN and infinity as Python's json does", () => {
    const odd = { score: Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY) };
    expect(text(odd, '', { topKey: 'scores', fields: ['score'], csv: true })).toBe(
      '{"scores": [{"score": NaN}, {"score": -Infinity}]}',
    );
    expect(text(odd, 'text/csv', { topKey: 'scores', fields: ['score'], csv: true })).toBe('nan\n-inf\n');
  });

  it('answers no rows', () => {
    const none = { closest_cluster: new Float32Array(0), distance_to_cluster: new Float32Array(0) };
    expect(text(none, '')).toBe('{"predictions": []}');
    expect(text(none, 'application/jsonlines')).toBe('');
    expect(encode(none, 'application/x-recordio-protobuf', form)).toHaveLength(0);
  });

  it('writes a record per row, fields in the label map', () => {
    // Two rows: clusters 1 and 2, distances 3 and 5.
    const golden =
      '0a23d7ce3e000000121b0a0f636c6f736573745f636c7573746572120812060a040000803f121f0a1364697374616e63655f746f5f636c' +
      '7573746572120812060a040000404000000a23d7ce3e000000121b0a0f636c6f736573745f636c7573746572120812060a0400000040' +
      '121f0a1364697374616e63655f746f5f636c7573746572120812060a040000a0400000';
    const given = { closest_cluster: Float32Array.of(1, 2), distance_to_cluster: Float32Array.of(3, 5) };
    const bytes = encode(given, 'application/x-recordio-protobuf', form);
    expect(Buffer.from(bytes).toString('hex')).toBe(golden);
  });

  it('writes a vector as one tensor', () => {
    const bytes = encode(vectors, 'application/x-recordio-protobuf', vectorForm);
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
    const { label } = decodeRecord(bytes.subarray(8, 8 + length));
    expect(label.get('projection')).toEqual({ type: 'float32', values: Float32Array.of(0.5, -1) });
  });

  it('adds the verbose fields where they are asked for', () => {
    const verbose = { ...vectorForm, topKey: 'predictions', fields: ['label'], verboseFields: ['projection'] };
    const given = { ...vectors, label: Float32Array.of(1, 0) };
    expect(text(given, 'application/jsonlines', verbose)).toBe('{"label": 1.0}\n{"label": 0.0}\n');
    expect(text(given, 'application/jsonlines; verbose=true', verbose)).toMatch(
      /^{"label": 1.0, "projection": \[0.5, -1.0]}\n/,
    );
  });

  it('writes whole numbers without a point where the container does', () => {
    const whole = { ...form, integerFields: ['closest_cluster'] };
    expect(text(predictions, 'application/jsonlines', whole)).toMatch(
      /^{"distance_to_cluster": 3.0, "closest_cluster": 1}\n/,
    );
  });
});
