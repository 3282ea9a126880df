import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.js';
import { inInput, transformFailed } from '../../../src/serving/transform-errors.js';

const payload = { bytes: new Uint8Array(), byteOffset: 100, firstRecord: 10 };

describe('inInput', () => {
  const error = new UserError('E_X', 'x', {
    where: { file: 'request', line: 2, record: 1, byteOffset: 5, column: 4 },
    hint: 'h',
  });

  it('counts from the start of the file', () => {
    const place = { file: 'a.csv', splitType: 'Line', lineInPayload: (line: number) => line + 1 } as const;
    expect(inInput(error, payload, place)).toMatchObject({
      code: 'E_X',
      hint: 'h',
      where: { file: 'a.csv', line: 13, record: 11, byteOffset: 105, column: 4 },
    });
  });

  it('has no lines before the payload where it was not split by lines', () => {
    const place = { file: 'a', splitType: 'None', lineInPayload: (line: number) => line } as const;
    expect(inInput(error, { ...payload, firstRecord: 0 }, place).where).toMatchObject({ line: 2 });
  });
});

describe('transformFailed', () => {
  it('has an issue for each file, and the place of the first', () => {
    const failed = ['a', 'b'].map((input) => ({
      input,
      error: new UserError('E_X', `bad ${input}`, { where: { line: 1 } }),
    }));
    expect(transformFailed(failed, 3)).toMatchObject({
      code: 'E_TRANSFORM_FAILED',
      message: '2 of 3 input files failed: a, b.',
      where: { line: 1 },
      issues: [{ message: 'a, line 1: bad a' }, { message: 'b, line 1: bad b' }],
    });
    expect(transformFailed(failed.slice(0, 1), 3).message).toBe('1 of 3 input files failed: a. bad a');
  });
});
