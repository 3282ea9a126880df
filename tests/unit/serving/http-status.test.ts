import { describe, expect, it } from 'vitest';
import { AlgorithmError, PlatformError, UserError } from '../../../src/errors.js';
import { httpStatus } from '../../../src/serving/http-status.js';

describe('httpStatus', () => {
  it.each([
    [new UserError('E_REQUEST_NO_CONTENT', ''), 204],
    [new UserError('E_FEATURE_DIM', ''), 400],
    [new UserError('E_ACCEPT', ''), 406],
    [new UserError('E_PAYLOAD_TOO_LARGE', ''), 413],
    [new UserError('E_CONTENT_TYPE', ''), 415],
    [new AlgorithmError('E_BUG', ''), 500],
    [new TypeError('a bug'), 500],
    [new PlatformError('E_DISK_FULL', ''), 503],
  ])('%o is %i', (error, status) => {
    expect(httpStatus(error)).toBe(status);
  });
});
