import { describe, expect, test } from 'vitest';
import { algorithms, findAlgorithm } from '../../../src/algorithms/registry.js';
import { checkChannel } from '../../../src/check/check-channel.js';
import { labelRule } from '../../../src/check/label-rules.js';
import { dense } from '../../../src/data/dense.js';
import { encodeRecords } from '../../../src/formats/recordio/recordio.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { channel } from '../../../src/training/channels/channel.js';
import { file } from '../cli/support/files.js';

const kernels = await loadKernels();
const RECORDS = 'application/x-recordio-protobuf';
const rows = dense(Float32Array.of(1, 2, 3, 4, 5, 7), 3, 2);

async function check(name: string, bytes: Uint8Array | string, contentType?: string, hyperparameters = {}) {
  const path = await file('data', bytes);
  return checkChannel(findAlgorithm(name), channel(path, { contentType }), { kernels, hyperparameters });
}

describe.each([...algorithms.keys()])('the tables cover %s', (name) => {
  test('records with a label are accepted', async () => {
    expect(await check(name, encodeRecords(rows, [0, 1, 1]), RECORDS)).toMatchObject({
      accepted: true,
      warnings: [],
      read: { rows: 3 },
    });
  });

  test('records without one, where it is needed, are not', async () => {
    const { problems } = await check(name, encodeRecords(rows), RECORDS);
    const missing = findAlgorithm(name).profile === 'xgboost' ? 'E_NO_LABELS' : 'E_LABEL_SIZE';
    expect(problems.map(({ code }) => code)).toEqual(labelRule(name, 'train').label === 'required' ? [missing] : []);
  });

  test('CSV is accepted where the guide says so', async () => {
    const { profile, channels } = findAlgorithm(name);
    const parameter = profile === 'xgboost' ? '' : ';label_size=1';
    const { problems } = await check(name, '0,1,2\n1,3,4\n', `text/csv${parameter}`);
    const reads = channels.contentTypes.includes('text/csv');
    expect(problems.map(({ code }) => code)).toEqual(reads ? [] : ['E_CONTENT_TYPE']);
  });

  test('labels that are no class are refused as training refuses them', async () => {
    const given = { predictor_type: 'binary_classifier' };
    const { problems } = await check(name, encodeRecords(rows, [0, 1, 2]), RECORDS, given);
    const hasClasses = labelRule(name, 'train').classes?.(given) !== undefined;
    expect(problems.map(({ code, where }) => [code, where?.record])).toEqual(hasClasses ? [['E_LABEL', 2]] : []);
  });
});
