import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { asSagelocalError, errorText } from '../../../src/cli/print-error.js';
import { AlgorithmError, PlatformError, UserError } from '../../../src/errors.js';

describe('errorText', () => {
  it('shows message, position, hint and code', () => {
    const error = new UserError('E_CSV_NUMBER', 'Cell "x" is not a number.', {
      where: { file: 'train.csv', line: 3, column: 2 },
      hint: 'Remove the header.',
    });
    expect(errorText(error, 'train')).toBe(
      [
        'sagelocal train: Cell "x" is not a number.',
        '  where  train.csv, line 3, column 2',
        '  hint   Remove the header.',
        '  (UserError E_CSV_NUMBER)',
        '',
      ].join('\n'),
    );
  });

  it('counts problems that the message strings together, and says each once', () => {
    const issues = [
      { code: 'E_A', message: 'kk is unknown.', hint: 'Did you mean k?' },
      { code: 'E_B', message: 'epochs must be positive.' },
    ];
    const error = new UserError('E_HYPERPARAMETERS', 'kk is unknown.\nepochs must be positive.', {
      issues,
      hint: 'Did you mean k?',
    });
    expect(errorText(error, 'train').split('\n')).toEqual([
      'sagelocal train: 2 problems:',
      '  - kk is unknown.',
      '    Did you mean k?',
      '  - epochs must be positive.',
      '  (UserError E_HYPERPARAMETERS)',
      '',
    ]);
  });

  it('lists every issue with its own hint, once', () => {
    const error = new UserError('E_HYPERPARAMETERS', '2 hyperparameters are wrong.', {
      issues: [
        { code: 'E_A', message: 'kk is unknown.', hint: 'Did you mean k?' },
        { code: 'E_B', message: 'epochs must be positive.' },
      ],
    });
    expect(errorText(error, 'train').split('\n')).toEqual([
      'sagelocal train: 2 hyperparameters are wrong.',
      '  - kk is unknown.',
      '    Did you mean k?',
      '  - epochs must be positive.',
      '  (UserError E_HYPERPARAMETERS)',
      '',
    ]);
  });

  it('does not let a file name steer the terminal', () => {
    const error = new UserError('E_X', 'Bad \x1b[2Jname.', { where: { file: 'a\x07b\r' } });
    expect(errorText(error, 'inspect')).toContain('Bad \ufffd[2Jname.\n  where  a\ufffdb\ufffd\n');
  });

  it('traces a bug of ours to its cause', () => {
    const cause = new RangeError('out of bounds');
    const text = errorText(new AlgorithmError('E_UNEXPECTED', 'it broke', { cause }), 'train');
    expect(text).toContain('an error of ours');
    expect(text).toMatch(/it broke\n {4}at .*caused by RangeError: out of bounds\n {4}at /s);
  });

  it('survives what is no error at all', () => {
    expect(errorText('text', 'train')).toContain('an error of ours');
    expect(errorText(undefined, 'train')).toContain('undefined');
  });
});

describe('asSagelocalError', () => {
  function systemError(code: string): NodeJS.ErrnoException {
    return Object.assign(new Error(`${code}: it failed`), { code, syscall: 'open', path: 'some/file' });
  }

  it('takes a real missing file for the user’s mistake', async () => {
    const error = asSagelocalError(await readFile('no-such-file').catch((reason) => reason));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'E_NOT_FOUND', where: { file: 'no-such-file' } });
  });

  it.each(['ENOENT', 'EISDIR', 'ENOTDIR'])('%s is the user’s', (code) => {
    expect(asSagelocalError(systemError(code))).toBeInstanceOf(UserError);
  });

  it.each(['ENOSPC', 'EACCES', 'EMFILE', 'EIO'])('%s is the environment’s', (code) => {
    expect(asSagelocalError(systemError(code))).toBeInstanceOf(PlatformError);
  });

  it('leaves bugs alone', () => {
    expect(asSagelocalError(new TypeError('x'))).toBeUndefined();
    expect(asSagelocalError(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeUndefined();
    expect(asSagelocalError(null)).toBeUndefined();
  });
});
