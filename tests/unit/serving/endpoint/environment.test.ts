import { describe, expect, it } from 'vitest';
import type { UserError } from '../../../../src/errors.js';
import { readEnvironment } from '../../../../src/serving/endpoint/environment.js';

describe('readEnvironment', () => {
  it('has SageMaker’s defaults', () => {
    expect(readEnvironment({})).toMatchObject({
      port: 8080,
      maxBodyBytes: 6291456,
      executionParameters: { batchStrategy: 'MULTI_RECORD', maxPayloadInMB: 6 },
      multiModel: false,
    });
  });

  it('takes what SageMaker sets', () => {
    const env = { SAGEMAKER_BIND_TO_PORT: '7070', MAX_CONTENT_LENGTH: '19922944', SAGEMAKER_MULTI_MODEL: 'true' };
    expect(readEnvironment(env)).toMatchObject({
      port: 7070,
      maxBodyBytes: 19922944,
      executionParameters: { maxPayloadInMB: 19 },
      multiModel: true,
    });
    expect(readEnvironment(env, { maxBodyBytes: 3 << 20 })).toMatchObject({
      maxBodyBytes: 3 << 20,
      executionParameters: { maxPayloadInMB: 3 },
    });
  });

  it('lets a batch job set its own, and send what it set', () => {
    const job = {
      SAGEMAKER_MAX_PAYLOAD_IN_MB: '50',
      SAGEMAKER_BATCH_STRATEGY: 'SINGLE_RECORD',
      SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: '7',
    };
    // Anything makes it a batch job, the word false included.
    expect(readEnvironment({ ...job, SAGEMAKER_BATCH: 'false' })).toMatchObject({
      maxBodyBytes: 50 << 20,
      executionParameters: { maxConcurrentTransforms: 7, batchStrategy: 'SINGLE_RECORD', maxPayloadInMB: 50 },
    });
    expect(readEnvironment({ ...job, SAGEMAKER_BATCH: '' })).toEqual(readEnvironment({}));
  });

  it('keeps execution parameters to itself where it is told to', () => {
    expect(readEnvironment({ SAGELOCAL_NO_EXECUTION_PARAMETERS: '1' }).executionParameters).toBe(false);
  });

  it('says everything that is wrong at once', () => {
    const env = {
      SAGEMAKER_BIND_TO_PORT: '70000',
      MAX_CONTENT_LENGTH: '6MB',
      SAGEMAKER_BATCH: 'true',
      SAGEMAKER_MAX_PAYLOAD_IN_MB: '101',
      SAGEMAKER_BATCH_STRATEGY: 'Multi',
      SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: '-1',
    };
    let error: UserError | undefined;
    try {
      readEnvironment(env);
    } catch (thrown) {
      error = thrown as UserError;
    }
    expect(error?.code).toBe('E_ENVIRONMENT');
    for (const name of Object.keys(env).filter((key) => key !== 'SAGEMAKER_BATCH')) {
      expect(error?.issues.filter(({ message }) => message.startsWith(`${name} must be`))).toHaveLength(1);
    }
  });
});
