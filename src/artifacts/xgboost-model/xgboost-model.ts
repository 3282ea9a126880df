import type { XgboostEncoding, XgboostModel } from '../../algorithms/algorithm.js';
import { UserError } from '../../errors.js';
import { isXgboostBinary, readBinary } from './binary-reader.js';
import { writeBinary } from './binary-writer.js';
import { modelOfDocument } from './document-reader.js';
import { documentOfModel } from './document-writer.js';
import { readJson } from './json-text.js';
import { writeJson } from './json-writer.js';
import { isBoosterPickle, readBoosterPickle } from './pickle-reader.js';
import { readUbjson } from './ubjson-reader.js';
import { writeUbjson } from './ubjson-writer.js';

/** Which of its bodies a file `xgboost-model` has, by its first bytes; `undefined` where it is none. */
export function xgboostEncoding(bytes: Uint8Array): XgboostEncoding | undefined {
  const first = new TextDecoder('latin1').decode(bytes.subarray(0, 64));
  if (first.startsWith('{L') && FIRST_KEYS.some((key) => first.startsWith(key, '{L'.length + LENGTH_BYTES)))
    return 'ubjson';
  if (JSON_TEXT.test(first)) return 'json';
  if (isXgboostBinary(bytes)) return 'binary';
  if (isBoosterPickle(bytes)) return 'pickle';
  return undefined;
}

/** `Config` and `Model` are in what a pickle holds. */
const FIRST_KEYS = ['learner', 'Config', 'Model'];
const LENGTH_BYTES = 8;
const JSON_TEXT = /^\s*\{\s*"(?:learner|Model|Config|version)"\s*:/;

/** @throws UserError E_MODEL_TRUNCATED, E_MODEL_MALFORMED, E_MODEL_UNSUPPORTED */
export function decodeXgboostModel(bytes: Uint8Array, encoding: XgboostEncoding, file: string): XgboostModel {
  switch (encoding) {
    case 'ubjson':
      return modelOfDocument(readUbjson(bytes, file), file);
    case 'json':
      return modelOfDocument(readJson(bytes, file), file);
    case 'binary':
      return readBinary(bytes, file);
    case 'pickle':
      return readBoosterPickle(bytes, file, (handle) => decodeHandle(handle, file));
  }
}

/** A handle has one of the other bodies. */
function decodeHandle(handle: Uint8Array, file: string): XgboostModel {
  const encoding = xgboostEncoding(handle);
  if (encoding !== undefined && encoding !== 'pickle') return decodeXgboostModel(handle, encoding, file);
  throw new UserError('E_MODEL_MALFORMED', 'The booster in the pickle has no body that is known of XGBoost.', {
    where: { file },
    hint: 'Save the model again with Booster.save_model.',
  });
}

/** @throws UserError E_MODEL_UNSUPPORTED where the encoding cannot hold the model, or is one that is only read */
export function encodeXgboostModel(model: XgboostModel, encoding: XgboostEncoding): Uint8Array {
  switch (encoding) {
    case 'ubjson':
      return writeUbjson(documentOfModel(model));
    case 'json':
      return writeJson(documentOfModel(model));
    case 'binary':
      return writeBinary(model);
    case 'pickle':
      throw new UserError('E_MODEL_UNSUPPORTED', 'Pickles are read and not written.', {
        hint: 'Save the model as UBJSON, JSON or the binary of XGBoost.',
      });
  }
}
