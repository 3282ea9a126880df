import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KMeans } from '../../../src/library/estimators.js';
import { containersOf, modelIn, servedOf } from '../../../src/library/served.js';
import { GROUPS, scratch } from './support.js';

const model = () => new KMeans({ k: 3 }).fit({ train: GROUPS });

describe('servedOf', () => {
  it('takes a model in memory, on disk, and with what its container is told', async () => {
    const trained = await model();
    const path = join(await scratch(), 'model.tar.gz');
    await trained.save(path);
    const request = {
      body: Buffer.from('0,1\n'),
      contentType: 'text/csv',
      accept: 'text/csv',
      signal: AbortSignal.timeout(60_000),
    };
    const inputs = [trained, path, { model: path, answers: { batch: true } }];
    const answers = await Promise.all(inputs.map(async (input) => (await servedOf(input, undefined)).answer(request)));
    expect(new Set(answers.map(({ body }) => Buffer.from(body).toString())).size).toBe(1);
  });

  it('makes a pipeline that reads what its first reads', async () => {
    const served = await servedOf([await model(), await model()], undefined);
    expect(served.algorithm.requestTypes).toContain('application/x-recordio-protobuf');
  });

  it('knows its containers', async () => {
    const trained = await model();
    expect(containersOf('a')).toEqual(['a']);
    expect(containersOf(['a', { model: trained }]).map(modelIn)).toEqual(['a', trained]);
  });
});
