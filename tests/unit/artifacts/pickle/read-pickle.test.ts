import { expect, test } from 'vitest';
import { readPickle } from '../../../../src/artifacts/pickle/read-pickle.js';
import { type PickleDict, type PickleInstance, PickleList } from '../../../../src/artifacts/pickle/values.js';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const read = (text: string) => readPickle(bytes(text), 'x.pkl');

test.each([
  ['I01\n.', true],
  ['I-7\n.', -7],
  ['L12L\n.', 12],
  ['F0.5\n.', 0.5],
  ['Finf\n.', Number.POSITIVE_INFINITY],
  ["S'a\\x41\\n'\n.", 'aA\n'],
  ['Vb\\u00e9\n.', 'bé'],
  ['\x80\x02K\x05.', 5],
  ['\x80\x02M\x01\x02.', 513],
  ['\x80\x02\x8a\x02\xff\xff.', -1],
  ['\x80\x02\x8a\x00.', 0],
  ['\x80\x02G\x3f\xe0\x00\x00\x00\x00\x00\x00.', 0.5],
  ['\x80\x04\x8c\x02hi.', 'hi'],
  ['N.', null],
])('%j is %j', (text, value) => {
  expect(read(text)).toEqual(value);
});

test('lists, dictionaries and the memo', () => {
  expect(read('(lp0\nI1\nag0\n0.')).toBeInstanceOf(PickleList);
  const dict = read("(dS'a'\nI1\nsS'a'\nI2\ns.") as PickleDict;
  expect(dict.get('a')).toBe(2);
  expect(dict.get('b')).toBeUndefined();
});

test('bytes written as text of latin1 are bytes', () => {
  expect(read('c__builtin__\nbytearray\n(V\\u0001\xff\nVlatin-1\ntR.')).toEqual(Uint8Array.of(1, 255));
});

test('an object stays its class, its arguments and its state', () => {
  const booster = read(
    "ccopy_reg\n_reconstructor\n(cxgboost.core\nBooster\nc__builtin__\nobject\nNtR(dS'handle'\nNsb.",
  ) as PickleInstance;
  expect(booster.of.name).toBe('xgboost.core.Booster');
  expect((booster.state as PickleDict).get('handle')).toBeNull();
});

test.each([
  ['cos\nsystem\n.', 'E_MODEL_UNSAFE'],
  ['\x80\x04\x8c\x05posix\x8c\x06system\x93.', 'E_MODEL_UNSAFE'],
  ['Pid\n.', 'E_MODEL_UNSAFE'],
  ['\x80\x02\x82\x01.', 'E_MODEL_UNSAFE'],
  ['(', 'E_MODEL_TRUNCATED'],
  ['.', 'E_MODEL_MALFORMED'],
  ['\xfe.', 'E_MODEL_MALFORMED'],
  ['\x80\x09.', 'E_MODEL_MALFORMED'],
  ['\x80\x03B\xff\xff\xff\x7fab.', 'E_MODEL_TRUNCATED'],
  ['h\x05.', 'E_MODEL_MALFORMED'],
  ['I1\nI2\nR.', 'E_MODEL_MALFORMED'],
])('%j is refused with %s', (text, code) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      code,
      where: expect.objectContaining({ file: 'x.pkl', byteOffset: expect.any(Number) }),
    }),
  );
});
