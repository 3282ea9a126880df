import { UserError } from '../../errors.js';
import type { Document } from './document.js';

/** A word that JSON does not have and XGBoost writes, or a string, in which it means nothing. */
const STRINGS_AND_WORDS = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** @throws UserError E_MODEL_MALFORMED with the byte offset where V8 tells it */
export function readJson(bytes: Uint8Array, file: string): Document {
  const text = new TextDecoder('utf-8').decode(bytes);
  try {
    return parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('E_MODEL_MALFORMED', `The model is no JSON: ${message}.`, {
      where: { file },
      hint: 'Save the model again with Booster.save_model.',
      cause,
    });
  }
}

function parse(text: string): Document {
  try {
    return JSON.parse(text);
  } catch {
    // Numbers may stand as strings in a model, so a NaN may too.
    return JSON.parse(text.replace(STRINGS_AND_WORDS, (found) => (found.startsWith('"') ? found : `"${found}"`)));
  }
}
