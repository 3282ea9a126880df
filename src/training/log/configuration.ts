import type { HyperparameterSchema } from '../../algorithms/hyperparameter-schema.js';
import { hyperparameterText } from './format.js';

/** Hyperparameters as a container prints them before it starts: every value as the text SageMaker sends. */
export interface Configuration {
  /** Packaged with the algorithm. */
  readonly defaults: Readonly<Record<string, string>>;
  /** What the job gives. */
  readonly provided: Readonly<Record<string, string>>;
}

export function configurationOf(
  schema: Pick<HyperparameterSchema<unknown>, 'packagedDefaults'>,
  given: Readonly<Record<string, unknown>>,
): Configuration {
  const provided = Object.entries(given)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, hyperparameterText(value)]);
  return { defaults: schema.packagedDefaults, provided: Object.fromEntries(provided) };
}
