import { UserError } from '../../errors.js';

/** @param path where in the document: `learner.gradient_booster.model.trees[3]` */
export function malformed(file: string, path: string, message: string): UserError {
  return new UserError('E_MODEL_MALFORMED', `The model is damaged: ${path}: ${message}.`, {
    where: { file },
    hint: 'Save the model again with Booster.save_model.',
  });
}

export function unsupported(file: string, message: string, hint: string): UserError {
  return new UserError('E_MODEL_UNSUPPORTED', message, { where: { file }, hint });
}
