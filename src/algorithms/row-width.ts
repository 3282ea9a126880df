import { UserError } from '../errors.js';

/** For rows that do not have the width a model was trained on. */
export function wrongWidth(expected: number, actual: number): UserError {
  const hint =
    actual === expected + 1 ? 'Is the label still in the first column?' : `Give rows of ${expected} features.`;
  return new UserError('E_FEATURE_DIM', `The model was trained on ${expected} features, the rows have ${actual}.`, {
    hint,
  });
}
