import { describe, expect, test } from 'vitest';
import { encodeRecord, type RecordValue } from '../../../../src/formats/recordio/message.js';
import { compareShapes, type RowShape, readMessage } from '../../../../src/kernels/reference/record-message.js';

function shapeOf(features: RecordValue, label?: RecordValue): RowShape {
  const maps = { features: new Map([['values', features]]), label: new Map(label && [['values', label]]) };
  return readMessage(encodeRecord(maps)).shape;
}

const float32 = (...values: number[]) => ({ type: 'float32', values: Float32Array.from(values) }) as const;

describe('the shape of a message', () => {
  test.each<[string, RowShape, RowShape]>([
    ['a vector', shapeOf(float32(1, 2)), { layout: 'dense', cols: 2, featureType: 'float32', labelSize: 0 }],
    [
      'a matrix',
      shapeOf({ ...float32(1, 2, 3, 4, 5, 6), shape: [2, 3] }),
      { layout: 'dense', cols: 6, featureType: 'float32', labelSize: 0 },
    ],
    [
      'a sparse vector with a label of two',
      shapeOf({ ...float32(1), keys: [7], shape: [9] }, { type: 'int32', values: Int32Array.of(1, 2) }),
      { layout: 'sparse', cols: 9, featureType: 'float32', labelSize: 2, labelType: 'int32' },
    ],
    [
      'an all-zero row',
      shapeOf({ ...float32(), shape: [9] }),
      { layout: 'sparse', cols: 9, featureType: 'float32', labelSize: 0 },
    ],
    [
      'a label without values',
      shapeOf({ type: 'float64', values: Float64Array.of(1) }, float32()),
      { layout: 'dense', cols: 1, featureType: 'float64', labelSize: 0 },
    ],
    [
      'a shape with a zero, whatever else is in it',
      shapeOf({ ...float32(), shape: [2 ** 40, 2 ** 40, 0] }),
      { layout: 'sparse', cols: 0, featureType: 'float32', labelSize: 0 },
    ],
  ])('of %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  test('is refused where its parts do not fit each other', () => {
    expect(() => shapeOf({ ...float32(1), shape: [2] })).toThrow(
      expect.objectContaining({ code: 'value-count', numbers: { offset: 0, expected: 2, actual: 1 } }),
    );
    expect(() => shapeOf(float32(1), { ...float32(1), keys: [0], shape: [2] })).toThrow(
      expect.objectContaining({ code: 'value-unsupported' }),
    );
  });
});

test('values are written as float32, with the bits of a NaN', () => {
  const nan = new Float32Array(Uint32Array.of(0x7fa12345).buffer);
  const payload = encodeRecord({ features: new Map([['values', { type: 'float32', values: nan }]]), label: new Map() });
  const out = new Float32Array(3);
  readMessage(payload).message.features.writeValues(out, 1);
  expect([...new Uint32Array(out.buffer)]).toEqual([0, 0x7fa12345, 0]);
});

test('a shape that differs from the first one is told by its first difference', () => {
  const first: RowShape = { layout: 'dense', cols: 2, featureType: 'float32', labelSize: 1, labelType: 'float32' };
  const codeOf = (change: Partial<RowShape>) => {
    try {
      compareShapes(first, { ...first, ...change });
      return 'same';
    } catch (fault) {
      return (fault as { code: string }).code;
    }
  };
  expect(codeOf({})).toBe('same');
  expect(codeOf({ featureType: 'int32', layout: 'sparse' })).toBe('type-changed');
  expect(codeOf({ layout: 'sparse', cols: 3 })).toBe('layout-changed');
  expect(codeOf({ cols: 3, labelSize: 0 })).toBe('shape-changed');
  expect(codeOf({ labelSize: 2, labelType: 'int32' })).toBe('label-changed');
  expect(codeOf({ labelType: 'int32' })).toBe('type-changed');
});
