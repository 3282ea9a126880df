import { availableParallelism } from 'node:os';
import type { HttpAnswer } from '../http/handler.js';

/** What a container asks of a batch transform job that does not say itself. */
export interface ExecutionParameters {
  readonly maxConcurrentTransforms: number;
  readonly batchStrategy: 'MULTI_RECORD' | 'SINGLE_RECORD';
  readonly maxPayloadInMB: number;
}

const BYTES_PER_MB = 2 ** 20;

export function defaultExecutionParameters(maxBodyBytes: number): ExecutionParameters {
  return {
    maxConcurrentTransforms: availableParallelism(),
    batchStrategy: 'MULTI_RECORD',
    maxPayloadInMB: Math.floor(maxBodyBytes / BYTES_PER_MB),
  };
}

/** Byte for byte what SageMaker's containers answer: Python's spacing, keys in this order. */
export function executionParametersAnswer(parameters: ExecutionParameters): HttpAnswer {
  const { maxConcurrentTransforms, batchStrategy, maxPayloadInMB } = parameters;
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: `{"MaxConcurrentTransforms": ${maxConcurrentTransforms}, "BatchStrategy": "${batchStrategy}", "MaxPayloadInMB": ${maxPayloadInMB}}`,
  };
}
