import { describe, expect, test } from 'vitest';
import type { UserError } from '../../../src/errors.js';
import { SpecReader } from '../../../src/jobs/spec-reader.js';
import { Problems } from '../../../src/training/problems.js';

function reading(value: unknown) {
  const problems = new Problems();
  const reader = SpecReader.of(value, 'Job', problems);
  const messages = () => {
    try {
      problems.throwIfAny('E_ALL');
      return [];
    } catch (error) {
      return (error as UserError).issues.map(({ message }) => message);
    }
  };
  return { reader: reader as SpecReader, messages };
}

test('what is there and right is handed out', () => {
  const { reader, messages } = reading({
    text: 'a',
    number: 1,
    choice: 'b',
    child: { inner: 'c' },
    list: [{ at: '0' }],
    words: ['a', 'b'],
  });
  expect(reader.requiredText('text')).toBe('a');
  expect(reader.number('number')).toBe(1);
  expect(reader.choice('choice', ['a', 'b'])).toBe('b');
  expect(reader.requiredChild('child')?.texts()).toEqual({ inner: 'c' });
  expect([reader.isList('words'), reader.isList('text'), reader.list('words')]).toEqual([true, false, ['a', 'b']]);
  expect(reader.keys()).toEqual(['text', 'number', 'choice', 'child', 'list', 'words']);
  expect(reader.children('list').map((item) => item.text('at'))).toEqual(['0']);
  reader.done();
  expect(messages()).toEqual([]);
});

test('what is absent or null is undefined, and a problem only where it is required', () => {
  const { reader, messages } = reading({ nothing: null });
  expect(reader.text('nothing')).toBeUndefined();
  expect(reader.number('gone')).toBeUndefined();
  expect(reader.child('gone')).toBeUndefined();
  expect(reader.children('gone')).toEqual([]);
  expect(messages()).toEqual([]);
  reader.requiredText('gone');
  reader.requiredChild('gone');
  expect(messages()).toEqual(['Job.gone is missing.', 'Job.gone is missing.']);
});

describe('a wrong type is a problem at its key', () => {
  test.each<[string, (reader: SpecReader) => unknown, string]>([
    ['text', (reader) => reader.text('key'), 'Job.key must be a string, not [1].'],
    ['number', (reader) => reader.number('key'), 'Job.key must be a number, not [1].'],
    ['choice', (reader) => reader.choice('key', ['a']), 'Job.key must be a string, not [1].'],
    ['child', (reader) => reader.child('key'), 'Job.key must be a JSON object.'],
    ['children', (reader) => reader.children('key'), 'Job.key[0] must be a JSON object.'],
    ['texts', (reader) => reader.texts(), 'Job.key must be a string, not [1].'],
  ])('%s', (_, read, message) => {
    const { reader, messages } = reading({ key: [1] });
    read(reader);
    expect(messages()).toEqual([message]);
  });
});

test('keys nobody asked for are unknown, ignored ones are not', () => {
  const { reader, messages } = reading({ known: 'a', ignored: 1, knwon: 2, constructor: 3 });
  reader.text('known');
  reader.ignore('ignored');
  reader.done();
  expect(messages()).toEqual(['Job.knwon is not known.', 'Job.constructor is not known.']);
});
