import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packModel, unpackModel } from '../../../../src/artifacts/model-archive.js';
import {
  decodeXgboostModel,
  encodeXgboostModel,
  xgboostEncoding,
} from '../../../../src/artifacts/xgboost-model/xgboost-model.js';

const bytesOf = (name: string) =>
  readFileSync(new URL(`../../../oracle/xgboost-models/models/${name}`, import.meta.url));

test.each([
  ['3.2.0.dart.ubj', 'ubjson'],
  ['3.0.5.rank-ndcg.json', 'json'],
  ['1.7.6.reg-gamma.binf', 'binary'],
  ['0.72.1.dart.raw', 'binary'],
  ['1.0.2.wrapper.pickle4', 'pickle'],
  ['3.2.0.protocol.pickle0', 'pickle'],
])('%s is known by its bytes as %s', (name, encoding) => {
  expect(xgboostEncoding(bytesOf(name))).toBe(encoding);
});

test.each(['', '{}', '{"learn": 1}', 'binary', '\x80\x04.', 'a,b,c\n1,2,3\n'])('%j is no model', (text) => {
  expect(xgboostEncoding(Buffer.from(text, 'latin1'))).toBeUndefined();
});

test('a model goes into a model.tar.gz and comes back, whatever the file is called', async () => {
  const bytes = bytesOf('3.0.5.binary-logistic.json');
  const model = decodeXgboostModel(bytes, 'json', 'm');
  const files = await unpackModel(
    await packModel(new Map([['my-booster', { format: 'xgboost-model', encoding: 'ubjson', model }]])),
  );
  expect(files.get('my-booster')).toEqual({ format: 'xgboost-model', encoding: 'ubjson', model });
});

test('what the binary has no place for is refused, and so is writing a pickle', () => {
  const categories = decodeXgboostModel(bytesOf('3.2.0.categories.ubj'), 'ubjson', 'm');
  const classes = decodeXgboostModel(bytesOf('3.2.0.multi-softprob.ubj'), 'ubjson', 'm');
  const refused = expect.objectContaining({ code: 'E_MODEL_UNSUPPORTED', hint: expect.any(String) });
  expect(() => encodeXgboostModel(categories, 'binary')).toThrow(refused);
  expect(() => encodeXgboostModel(classes, 'binary')).toThrow(refused);
  expect(() => encodeXgboostModel(categories, 'pickle')).toThrow(refused);
});

test('JSON with the numbers that JSON does not have', () => {
  const text = bytesOf('3.0.5.one-leaf.ubj');
  const model = decodeXgboostModel(text, 'ubjson', 'm');
  const json = new TextDecoder()
    .decode(encodeXgboostModel(model, 'json'))
    .replace(/"loss_changes":\[[^\]]*\]/, '"loss_changes":[NaN]');
  const read = decodeXgboostModel(new TextEncoder().encode(json), 'json', 'm');
  if (read.booster.kind === 'gblinear') throw new Error('a linear booster has no trees');
  expect(read.booster.trees[0]?.lossChanges[0]).toBeNaN();
});

test('the attributes and names that Python keeps beside the booster are kept', () => {
  const model = decodeXgboostModel(bytesOf('1.2.1.multi-softprob.pickle2'), 'pickle', 'm');
  expect(model.featureNames).toEqual(['f0', 'f1', 'f2', 'f3', 'f4']);
  expect(model.version).toEqual([1, 2, 0]);
});
