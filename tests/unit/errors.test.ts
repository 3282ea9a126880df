import { describe, expect, it } from 'vitest';
import {
  AlgorithmError,
  describeWhere,
  exitCode,
  isSagelocalError,
  PlatformError,
  UserError,
} from '../../src/errors.js';

describe('errors', () => {
  it('give the exit code of their family', () => {
    expect(exitCode(new UserError('E_X', 'x'))).toBe(1);
    expect(exitCode(new AlgorithmError('E_X', 'x'))).toBe(2);
    expect(exitCode(new PlatformError('E_X', 'x'))).toBe(3);
    expect(exitCode(new TypeError('a bug'))).toBe(2);
  });

  it('are plain data as JSON, one issue standing for itself', () => {
    const error = new UserError('E_CSV_RAGGED', 'too wide', {
      where: { file: 'a.csv', line: 3 },
      hint: 'Remove a cell.',
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      error: 'UserError',
      code: 'E_CSV_RAGGED',
      message: 'too wide',
      where: { file: 'a.csv', line: 3 },
      hint: 'Remove a cell.',
      issues: [{ code: 'E_CSV_RAGGED', message: 'too wide', hint: 'Remove a cell.' }],
    });
    expect(isSagelocalError(error)).toBe(true);
    expect(isSagelocalError(new Error('x'))).toBe(false);
  });

  it('keep their cause', () => {
    const cause = new Error('below');
    expect(new PlatformError('E_X', 'above', { cause }).cause).toBe(cause);
  });

  it('describe a position in reading order', () => {
    expect(describeWhere({ file: 'a.csv', line: 3, column: 2 })).toBe('a.csv, line 3, column 2');
    expect(describeWhere({ file: 'a.pbr', record: 7, byteOffset: 420 })).toBe('a.pbr, record 7, byte 420');
  });
});
