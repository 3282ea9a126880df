import { describeWhere, isSagelocalError, type SagelocalError } from '../errors.js';
import { httpStatus, isBadPayload } from './http-status.js';

/** What a client is told of a failure. */
export interface Failure {
  readonly status: number;
  /** Empty where the status says it all. */
  readonly text: string;
  /** Ours, `E_…`; absent where the fault is a bug of ours. */
  readonly code?: string;
}

/** How the first-party containers begin their answer to a body they cannot use. XGBoost's begin with a capital. */
export const BAD_PAYLOAD = 'unable to evaluate payload provided';

/**
 * A failure in the words of the first-party containers. Those stop at the known sentence; ours go on with what is wrong, and where. Of our
 * own faults the client hears no more than that there was one.
 */
export function failureOf(error: unknown): Failure {
  const status = httpStatus(error);
  if (!isSagelocalError(error) || (status === 500 && error.code !== 'E_MODEL_LOAD')) {
    return { status: 500, text: 'Internal Server Error' };
  }
  if (status === 204) return { status, text: '', code: error.code };
  const text = isBadPayload(error) ? `${BAD_PAYLOAD}: ${explained(error)}` : error.message;
  return { status, text, code: error.code };
}

/** `instances[3] has 2 features … (request, record 3) Send …` */
function explained({ message, where, hint }: SagelocalError): string {
  const place = where === undefined ? '' : ` (${describeWhere(where)})`;
  return `${message}${place}${hint === undefined ? '' : ` ${hint}`}`;
}
