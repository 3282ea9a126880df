import { UserError } from '../errors.js';

/** SageMaker has no seed; as an environment variable it leaves a job valid for SageMaker too. */
export const SEED_VARIABLE = 'SAGELOCAL_SEED';
const MAX_SEED = 2 ** 32 - 1;

/** @param name what a message calls it @throws UserError E_SEED */
export function seedOf(
  environment: Readonly<Record<string, string | undefined>>,
  name: string = SEED_VARIABLE,
): number | undefined {
  const text = environment[SEED_VARIABLE];
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED) return seed;
  throw new UserError('E_SEED', `${name} must be an integer from 0 to ${MAX_SEED}, not '${text}'.`);
}
