import { describe, expect, it } from 'vitest';
import type { UserError } from '../../../../src/errors.js';
import { checkLimits, DEFAULT_LIMITS } from '../../../../src/serving/http/limits.js';

describe('checkLimits', () => {
  it('fills in SageMaker’s 6 MiB and the rest', () => {
    expect(checkLimits({})).toEqual(DEFAULT_LIMITS);
    expect(DEFAULT_LIMITS.maxBodyBytes).toBe(6291456);
    expect(checkLimits({ graceMs: 0, maxBodyBytes: undefined })).toEqual({ ...DEFAULT_LIMITS, graceMs: 0 });
  });

  it('keeps room for two bodies, and headers within the time of the request', () => {
    const limits = checkLimits({ maxBodyBytes: 1 << 29, requestTimeoutMs: 100 });
    expect(limits).toMatchObject({ maxBufferedBytes: 1 << 30, headersTimeoutMs: 100 });
  });

  it('says everything that is wrong at once', () => {
    const given = { maxBodyBytes: 0, graceMs: -1, maxRunning: 1.5, maxWaiting: 2 ** 31, bodyBytes: 3 };
    let error: UserError | undefined;
    try {
      checkLimits(given);
    } catch (thrown) {
      error = thrown as UserError;
    }
    expect(error?.code).toBe('E_SERVE_LIMIT');
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'The limit maxBodyBytes must be a whole number from 1 to 2147483647, not 0.',
      'The limit graceMs must be a whole number from 0 to 2147483647, not -1.',
      'The limit maxRunning must be a whole number from 1 to 2147483647, not 1.5.',
      'The limit maxWaiting must be a whole number from 0 to 2147483647, not 2147483648.',
      'There is no limit called bodyBytes.',
    ]);
  });
});
