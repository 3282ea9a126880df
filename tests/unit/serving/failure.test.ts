import { describe, expect, it } from 'vitest';
import { AlgorithmError, PlatformError, UserError } from '../../../src/errors.js';
import { failureOf } from '../../../src/serving/failure.js';

describe('failureOf', () => {
  it('says of a bad body what the containers say, and then what is wrong with it, and where', () => {
    const error = new UserError('E_REQUEST_FORM', 'instances[3] is a text.', {
      where: { file: 'request', record: 3 },
      hint: 'Send a list.',
    });
    const text = 'unable to evaluate payload provided: instances[3] is a text. (request, record 3) Send a list.';
    expect(failureOf(error)).toEqual({ status: 400, text, code: 'E_REQUEST_FORM' });
  });

  it.each([
    [new UserError('E_CONTENT_TYPE', 'content-type a/b not supported'), 415, 'content-type a/b not supported'],
    [new UserError('E_ACCEPT', 'accept a/b not supported'), 406, 'accept a/b not supported'],
    [new UserError('E_MODEL_NAME', 'no name'), 400, 'no name'],
    [new UserError('E_MODEL_LOAD', 'unable to load model'), 500, 'unable to load model'],
    [new UserError('E_REQUEST_NO_CONTENT', 'nothing'), 204, ''],
    [new PlatformError('E_BUSY', 'too much'), 503, 'too much'],
  ])('%o', (error, status, text) => {
    expect(failureOf(error)).toEqual({ status, text, code: error.code });
  });

  it.each([new AlgorithmError('E_BUG', 'secret'), new TypeError('secret'), 'secret', undefined])(
    'says nothing of our own faults: %o',
    (error) => {
      expect(failureOf(error)).toEqual({ status: 500, text: 'Internal Server Error' });
    },
  );
});
