import { type Issue, UserError } from '../../errors.js';
import { type AnswerOptions, type Environment, readAnswerOptions } from '../answer-options.js';
import { DEFAULT_LIMITS } from '../http/limits.js';
import { defaultExecutionParameters, type ExecutionParameters } from './execution-parameters.js';

/** What SageMaker tells a serving container through its environment. */
export interface ServingEnvironment {
  readonly port: number;
  readonly maxBodyBytes: number;
  /** `false`: they are not told. */
  readonly executionParameters: ExecutionParameters | false;
  /** Models are loaded and unloaded by requests, from this folder. */
  readonly multiModel: boolean;
  readonly answers: AnswerOptions;
}

const DEFAULT_PORT = 8080;
const BYTES_PER_MB = 2 ** 20;
/** SageMaker's own limit for a batch transform job. */
const MAX_PAYLOAD_MB = 100;
const MAX_CONTENT_LENGTH = 2 ** 30;

/** Set to anything, a batch job that does not say what it wants is left to the defaults of its client. */
export const NO_EXECUTION_PARAMETERS_VARIABLE = 'SAGELOCAL_NO_EXECUTION_PARAMETERS';

/**
 * Reads SAGEMAKER_BIND_TO_PORT, MAX_CONTENT_LENGTH, SAGEMAKER_MULTI_MODEL and, where SAGEMAKER_BATCH is set to anything, the batch job's own
 * SAGEMAKER_MAX_PAYLOAD_IN_MB, SAGEMAKER_BATCH_STRATEGY and SAGEMAKER_MAX_CONCURRENT_TRANSFORMS. Requests may always be as large as
 * the job makes them.
 * @param given what was said elsewhere, and counts more
 * @throws UserError E_ENVIRONMENT with every problem at once
 */
export function readEnvironment(env: Environment, given: { readonly maxBodyBytes?: number } = {}): ServingEnvironment {
  const issues: Issue[] = [];
  const whole = (name: string, least: number, most: number): number | undefined => {
    const text = env[name]?.trim() ?? '';
    if (text === '') return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    issues.push({
      code: 'E_ENVIRONMENT',
      message: `${name} must be a whole number from ${least} to ${most}, not '${text}'.`,
    });
    return undefined;
  };
  const port = whole('SAGEMAKER_BIND_TO_PORT', 0, 65535) ?? DEFAULT_PORT;
  const maxContentLength = whole('MAX_CONTENT_LENGTH', 1, MAX_CONTENT_LENGTH);
  const isBatch = (env.SAGEMAKER_BATCH ?? '') !== '';
  const payloadMb = isBatch ? whole('SAGEMAKER_MAX_PAYLOAD_IN_MB', 1, MAX_PAYLOAD_MB) : undefined;
  const concurrent = isBatch ? whole('SAGEMAKER_MAX_CONCURRENT_TRANSFORMS', 1, 100) : undefined;
  const strategy = isBatch ? strategyOf(env.SAGEMAKER_BATCH_STRATEGY ?? '', issues) : undefined;
  if (issues.length > 0) {
    throw new UserError('E_ENVIRONMENT', issues.map((issue) => issue.message).join(' '), { issues });
  }
  const maxBodyBytes = Math.max(
    given.maxBodyBytes ?? maxContentLength ?? DEFAULT_LIMITS.maxBodyBytes,
    (payloadMb ?? 0) * BYTES_PER_MB,
  );
  const defaults = defaultExecutionParameters(maxBodyBytes);
  return {
    port,
    maxBodyBytes,
    executionParameters: !env[NO_EXECUTION_PARAMETERS_VARIABLE] && {
      maxConcurrentTransforms: concurrent ?? defaults.maxConcurrentTransforms,
      batchStrategy: strategy ?? defaults.batchStrategy,
      maxPayloadInMB: payloadMb ?? defaults.maxPayloadInMB,
    },
    multiModel: env.SAGEMAKER_MULTI_MODEL?.toLowerCase() === 'true',
    answers: readAnswerOptions(env),
  };
}

function strategyOf(text: string, issues: Issue[]): ExecutionParameters['batchStrategy'] | undefined {
  if (text === '') return undefined;
  if (text === 'MULTI_RECORD' || text === 'SINGLE_RECORD') return text;
  const message = `SAGEMAKER_BATCH_STRATEGY must be MULTI_RECORD or SINGLE_RECORD, not '${text}'.`;
  issues.push({ code: 'E_ENVIRONMENT', message });
  return undefined;
}
