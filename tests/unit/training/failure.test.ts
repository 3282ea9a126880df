import { describe, expect, test } from 'vitest';
import { AlgorithmError, PlatformError, UserError } from '../../../src/errors.js';
import {
  containerExitCode,
  FAILURE_REASON_CHARACTERS,
  failureText,
  toSagelocalError,
} from '../../../src/training/failure.js';

describe('the failure file', () => {
  test.each([
    [new UserError('E_X', 'bad input'), 'Customer Error: bad input', 2],
    [new AlgorithmError('E_X', 'our bug'), 'Algorithm Error: our bug', 1],
    [new PlatformError('E_X', 'no disk'), 'Platform Error: no disk', 3],
  ])('%s', (error, text, exitCode) => {
    expect(failureText(error)).toBe(text);
    expect(containerExitCode(error)).toBe(exitCode);
  });

  test('names the cause and quotes it', () => {
    const error = new UserError('E_X', 'Unable to read data channel', { cause: new RangeError('at byte 7') });
    expect(failureText(error)).toBe(
      'Customer Error: Unable to read data channel (caused by RangeError)\n\nCaused by: at byte 7',
    );
  });

  test('says where', () => {
    const error = new UserError('E_X', 'not a number', { where: { file: 'train.csv', line: 3, column: 2 } });
    expect(failureText(error)).toBe('Customer Error: not a number (train.csv, line 3, column 2)');
  });

  test('is cut after 1,024 characters, never inside one', () => {
    const text = failureText(new UserError('E_X', '😀'.repeat(2000)));
    expect([...text]).toHaveLength(FAILURE_REASON_CHARACTERS);
    expect(text.endsWith('😀')).toBe(true);
  });
});

describe('any failure is of one of the three families', () => {
  test('ours stay what they are', () => {
    const error = new UserError('E_X', 'bad');
    expect(toSagelocalError(error)).toBe(error);
  });

  test('a surprise is a bug of ours and keeps its cause', () => {
    const cause = new TypeError('x is not a function');
    const error = toSagelocalError(cause);
    expect(error).toBeInstanceOf(AlgorithmError);
    expect(error).toMatchObject({ code: 'E_UNEXPECTED', message: 'x is not a function', cause });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ error: 'AlgorithmError', code: 'E_UNEXPECTED' });
  });

  test.each(['ENOSPC', 'EACCES', 'EMFILE', 'EIO'])('%s is the environment', (code) => {
    const cause = Object.assign(new Error(`${code}: no`), { code });
    expect(toSagelocalError(cause)).toBeInstanceOf(PlatformError);
  });

  test.each([['a text'], [undefined], [null], [new Error('')]])('%j thrown is a bug too', (thrown) => {
    const error = toSagelocalError(thrown);
    expect(error).toBeInstanceOf(AlgorithmError);
    expect(failureText(thrown)).toMatch(/^Algorithm Error: ./);
  });
});
