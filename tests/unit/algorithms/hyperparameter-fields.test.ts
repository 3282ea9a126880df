import { describe, expect, test } from 'vitest';
import {
  boolean,
  choice,
  type Field,
  integer,
  listOf,
  real,
  show,
} from '../../../src/algorithms/hyperparameter-fields.js';

const documentation = 'x';
const value = (field: Field<unknown>, given: unknown) => {
  const reading = field.read('name', given);
  return 'value' in reading ? reading.value : reading.message;
};

describe('integer', () => {
  const field = integer({ min: 1, max: 100, auto: true, documentation });

  test.each([
    ['10', 10],
    [' 10 ', 10],
    ['+10', 10],
    ['010', 10],
    [10, 10],
    [10.0, 10],
    ['auto', 'auto'],
  ])('%j reads as %j', (given, read) => {
    expect(value(field, given)).toBe(read);
  });

  test.each(['ten', '', '10.0', '1e1', '0x10', '1_0', '10abc', 1.5, Number.NaN, true, [10], {}, Symbol('ten'), 'AUTO'])(
    '%j is of the wrong type',
    (given) => {
      expect(value(field, given)).toBe(
        `The value for hyperparameter 'name' should be of type integer, but provided '${show(given)}'. ` +
          "Please provide a valid 'integer' value and try again.",
      );
    },
  );

  test.each(['0', -1, '101', '99999999999999999999'])('%j is out of range', (given) => {
    expect(value(field, given)).toBe(
      `The value '${given}' is not valid for the 'name' hyperparameter which expects one of the following: ` +
        "a string which matches the pattern '^(auto|[1-9][0-9]*)$'; or an integer between 1 and 100",
    );
  });

  test('auto is a word only where it is offered', () => {
    expect(value(integer({ min: 1, documentation }), 'auto')).toContain('should be of type integer');
  });

  test.each([
    [integer({ documentation }), 'an integer'],
    [integer({ min: 1, documentation }), 'an integer of at least 1'],
    [integer({ max: 9, auto: true, documentation }), 'an integer of at most 9, or auto'],
    [real({ min: 0, max: 1, documentation }), 'a number between 0 and 1'],
    [real({ min: 0, exclusive: true, documentation }), 'a number above 0'],
    [real({ min: 0, max: 1, exclusive: true, documentation }), 'a number between 0 and 1, both excluded'],
    [real({ max: 1, exclusive: true, documentation }), 'a number below 1'],
  ])('%# says what it accepts: %2$s', (numeric, accepts) => {
    expect(numeric.accepts).toBe(accepts);
  });
});

describe('real', () => {
  const field = real({ min: 0, max: 1, documentation });

  test.each([
    ['0.5', 0.5],
    ['.5', 0.5],
    ['1.', 1],
    ['1e-4', 0.0001],
    ['1E-4', 0.0001],
    [0, 0],
  ])('%j reads as %j', (given, read) => {
    expect(value(field, given)).toBe(read);
  });

  test.each(['nan', 'inf', 'Infinity', Number.NaN, Number.POSITIVE_INFINITY, '', 'e', '.', '1e'])(
    '%j is of the wrong type',
    (given) => {
      expect(value(field, given)).toContain('should be of type float');
    },
  );

  test.each(['1.1', -0.1, '1e400'])('%j is out of range', (given) => {
    expect(value(field, given)).toMatch(/expects one of the following: .*; or a number between 0 and 1$/);
  });

  test('one open end is named, and bounds may be excluded', () => {
    expect(value(real({ min: 2, documentation }), 1)).toMatch(/or a number greater than 2$/);
    expect(value(real({ max: 2, documentation }), 3)).toMatch(/or a number less than 2$/);
    expect(value(real({ min: 0, exclusive: true, documentation }), 0)).toContain('is not valid');
  });
});

describe('boolean', () => {
  const field = boolean({ documentation });

  test.each([
    ['true', true],
    ['True', true],
    ['FALSE', false],
    [true, true],
    [false, false],
  ])('%j reads as %j', (given, read) => {
    expect(value(field, given)).toBe(read);
  });

  test.each(['yes', '1', 1, 0, '', [true]])('%j does not', (given) => {
    expect(value(field, given)).toContain('should be of type boolean');
  });
});

describe('choice', () => {
  const field = choice(['random', 'kmeans++'], { documentation });

  test('takes its words and no others', () => {
    expect(value(field, 'kmeans++')).toBe('kmeans++');
    for (const given of ['Random', '', 1, ['random']]) {
      expect(value(field, given)).toBe(
        `The value '${show(given)}' is not valid for the 'name' hyperparameter which accepts one of the following: 'random', 'kmeans++'`,
      );
    }
  });
});

describe('listOf', () => {
  const field = listOf(['msd', 'ssd'], { documentation });

  test.each([
    ['["msd"]', ['msd']],
    ['["ssd", "msd", "ssd"]', ['ssd', 'msd']],
    [
      ['msd', 'ssd'],
      ['msd', 'ssd'],
    ],
    ['[]', []],
  ])('%j reads as %j', (given, read) => {
    expect(value(field, given)).toEqual(read);
  });

  test('says what is wrong with the rest', () => {
    expect(value(field, 'msd')).toBe('Hyperparameter must be valid json, but found name:');
    expect(value(field, '"msd"')).toBe('Expected list type for hyperparameter: name, found value: msd');
    expect(value(field, 5)).toBe('Expected list type for hyperparameter: name, found value: 5');
    expect(value(field, '["mse", 1]')).toBe(
      "The list of values for hyperparameter 'name' contains invalid value: ['mse', 1]. The supported values are: ['msd', 'ssd']. " +
        "Please provide supported values for hyperparamter 'name' and try again.",
    );
  });
});

test('a message never repeats a long value', () => {
  expect(String(value(choice(['a'], { documentation }), 'x'.repeat(1_000_000))).length).toBeLessThan(400);
});
