import type { Profile } from '../algorithms/algorithm.js';
import { AlgorithmError, describeWhere, isSagelocalError, PlatformError, type UserError } from '../errors.js';

/** SageMaker keeps this many characters of `/opt/ml/output/failure` as the job's FailureReason. */
export const FAILURE_REASON_CHARACTERS = 1024;

/**
 * What a container writes into its failure file and logs. First-party ones: `Customer Error: … (caused by X)`, a blank line, and the
 * cause; several problems stand one to a line. The open ones say `framework error`, then a traceback that has no counterpart here, then the message.
 */
export function failureText(error: unknown, profile: Profile = 'first-party'): string {
  const known = toSagelocalError(error);
  const cause = known.cause instanceof Error ? known.cause : undefined;
  const where = known.where === undefined ? '' : ` (${describeWhere(known.where)})`;
  if (profile === 'xgboost') return firstCharacters(`framework error: \n${known.message}${where}`);
  const message = `${PREFIXES[known.name]}: ${known.message}${where}`;
  const text = cause === undefined ? message : `${message} (caused by ${cause.name})\n\nCaused by: ${cause.message}`;
  return firstCharacters(text);
}

function firstCharacters(text: string): string {
  return [...text].slice(0, FAILURE_REASON_CHARACTERS).join('');
}

/** Exit code of a container. First-party: 1 algorithm, 2 customer, 3 platform; the open ones always 1. Our own commands exit as `errors.ts` says. */
export function containerExitCode(error: unknown, profile: Profile = 'first-party'): 1 | 2 | 3 {
  return profile === 'xgboost' ? 1 : CONTAINER_EXIT_CODES[toSagelocalError(error).name];
}

const PREFIXES = {
  AlgorithmError: 'Algorithm Error',
  UserError: 'Customer Error',
  PlatformError: 'Platform Error',
} as const;

const CONTAINER_EXIT_CODES = { AlgorithmError: 1, UserError: 2, PlatformError: 3 } as const;

/**
 * Any failure as one of the three families: what is none yet is a bug of ours, unless the system says that memory, disk or
 * rights ran out.
 */
export function toSagelocalError(error: unknown): UserError | AlgorithmError | PlatformError {
  if (isSagelocalError(error)) return error as UserError | AlgorithmError | PlatformError;
  const cause = error instanceof Error ? error : new Error(String(error));
  const systemCode = (cause as NodeJS.ErrnoException).code;
  if (systemCode !== undefined && ENVIRONMENT_FAULTS.has(systemCode)) {
    return new PlatformError('E_ENVIRONMENT', cause.message || systemCode, { cause });
  }
  return new AlgorithmError('E_UNEXPECTED', cause.message || 'unknown error occurred', { cause });
}

const ENVIRONMENT_FAULTS = new Set([
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
]);
