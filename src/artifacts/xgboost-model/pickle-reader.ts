import type { XgboostModel } from '../../algorithms/algorithm.js';
import { UserError } from '../../errors.js';
import { readPickle } from '../pickle/read-pickle.js';
import { PickleDict, PickleInstance, PickleList, type PickleValue } from '../pickle/values.js';

const BOOSTER = 'xgboost.core.Booster';
/** What Python keeps of a training beside the model. */
const PYTHON_ATTRIBUTES = ['best_iteration', 'best_score', 'best_ntree_limit'];

/**
 * The booster in a pickle: a `Booster` of Python, or one inside a wrapper of scikit-learn.
 * @param decode reads what the booster keeps in its handle
 * @throws UserError E_MODEL_UNSAFE, E_MODEL_TRUNCATED, E_MODEL_MALFORMED
 */
export function readBoosterPickle(
  bytes: Uint8Array,
  file: string,
  decode: (handle: Uint8Array) => XgboostModel,
): XgboostModel {
  const states = [...instancesOf(readPickle(bytes, file))]
    .filter(({ of }) => of.name === BOOSTER)
    .map(({ state }) => (state instanceof PickleList ? state.items[0] : state));
  const [state, another] = states;
  if (another !== undefined) throw noModel(file, `holds ${states.length} boosters, where one is due`);
  const handle = state instanceof PickleDict ? state.get('handle') : undefined;
  if (!(state instanceof PickleDict && handle instanceof Uint8Array)) throw noModel(file, 'holds no trained booster');
  return withPythonState(decode(handle), state);
}

function noModel(file: string, what: string): UserError {
  return new UserError('E_MODEL_MALFORMED', `The pickle ${what}.`, {
    where: { file },
    hint: 'Pickle one trained xgboost.Booster, or save it with Booster.save_model.',
  });
}

/** Everything that can be reached, each once: pickles may be circles. */
function* instancesOf(root: PickleValue): Generator<PickleInstance, void, void> {
  const seen = new Set<PickleValue>();
  const waiting = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (value instanceof PickleList) for (const item of value.items) waiting.push(item);
    if (value instanceof PickleDict) for (const entry of value.entries) waiting.push(...entry);
    if (!(value instanceof PickleInstance)) continue;
    yield value;
    for (const arg of value.args) waiting.push(arg);
    if (value.state !== undefined) waiting.push(value.state);
  }
}

function withPythonState(model: XgboostModel, state: PickleDict): XgboostModel {
  const attributes = PYTHON_ATTRIBUTES.flatMap((name) => {
    const value = state.get(name);
    return typeof value === 'number' || typeof value === 'string' ? [[name, String(value)] as const] : [];
  });
  return {
    ...model,
    attributes: { ...Object.fromEntries(attributes), ...model.attributes },
    featureNames: model.featureNames.length > 0 ? model.featureNames : texts(state.get('feature_names')),
    featureTypes: model.featureTypes.length > 0 ? model.featureTypes : texts(state.get('feature_types')),
  };
}

function texts(value: PickleValue | undefined): string[] {
  return value instanceof PickleList ? value.items.filter((item) => typeof item === 'string') : [];
}

/** Pickles of protocol 2 and above say so; older ones are known by what they hold. */
export function isBoosterPickle(bytes: Uint8Array): boolean {
  const [mark = 0, protocol = 0] = bytes;
  const isPickle = (mark === 0x80 && protocol <= 5) || TEXT_STARTS.includes(mark);
  return isPickle && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(MODULE);
}

/** `c`, `(` */
const TEXT_STARTS = [0x63, 0x28];
const MODULE = 'xgboost.';
