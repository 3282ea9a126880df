import type { Profile } from '../algorithms/algorithm.js';
import { containerExitCode, FAILURE_REASON_CHARACTERS, failureText, toSagelocalError } from '../training/failure.js';

/**
 * What SageMaker makes of a container's failure file and exit code: `ClientError: …, exit code: 2` where the first-party algorithms blame the
 * customer, `AlgorithmError: …, exit code: 1` for everything of the open ones, `InternalServerError: …` for the platform. At most 1,024 characters.
 */
export function failureReason(error: unknown, profile: Profile = 'first-party'): string {
  const text = failureText(error, profile);
  const code = containerExitCode(error, profile);
  if (profile === 'xgboost') return cut(`AlgorithmError: ${text}, exit code: ${code}`);
  const { name } = toSagelocalError(error);
  const said = text.slice(text.indexOf(': ') + 2);
  if (name === 'PlatformError') return cut(`InternalServerError: ${said}`);
  return cut(`${name === 'UserError' ? 'ClientError' : 'AlgorithmError'}: ${said}, exit code: ${code}`);
}

function cut(text: string): string {
  return [...text].slice(0, FAILURE_REASON_CHARACTERS).join('');
}
