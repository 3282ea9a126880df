import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import {
  defaultExecutionParameters,
  executionParametersAnswer,
} from '../../../../src/serving/endpoint/execution-parameters.js';

it('the answer is, byte for byte, what a container was seen to give', () => {
  const parameters = { ...defaultExecutionParameters(6291456), maxConcurrentTransforms: 2 };
  expect(executionParametersAnswer(parameters)).toEqual({
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: '{"MaxConcurrentTransforms": 2, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6}',
  });
});

it('megabytes are whole ones, rounded down, and there is a transform for every core', () => {
  expect(defaultExecutionParameters(7_000_000)).toEqual({
    maxConcurrentTransforms: availableParallelism(),
    batchStrategy: 'MULTI_RECORD',
    maxPayloadInMB: 6,
  });
  expect(defaultExecutionParameters(19922944).maxPayloadInMB).toBe(19);
});
