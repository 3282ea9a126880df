import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { KMeans, PCA, XGBoost } from '../../../src/library/estimators.js';
import { transform } from '../../../src/library/transform.js';
import { GROUPS, scratch } from './support.js';

const lines = { contentType: 'text/csv', accept: 'text/csv', splitType: 'Line', assembleWith: 'Line' } as const;

async function folderWith(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await scratch();
  await mkdir(join(folder, 'in'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, 'in', name), content);
  return {
    place: { input: join(folder, 'in'), output: join(folder, 'out') },
    answers: (name: string) => readFile(join(folder, 'out', `${name}.out`), 'utf8'),
    path: (name: string) => join(folder, name),
  };
}

const boosted = () => {
  const rows = GROUPS.map(([x = 0, y = 0]) => [x, y]);
  const labels = rows.map(([x = 0]) => (x > 150 ? 1 : 0));
  return new XGBoost({ objective: 'binary:logistic', num_round: 3 }).fit({ train: { features: rows, labels } });
};

describe('transform', () => {
  it('answers as a container in a batch job does: XGBoost one value a line, whatever it is to accept', async () => {
    const { place, answers } = await folderWith({ 'a.csv': '0,0\n201,1\n' });
    await transform({ ...place, model: await boosted(), ...lines, accept: 'application/json' });
    expect(await answers('a.csv')).toMatch(/^0\.\d+\n0\.\d+\n$/);
  });

  it("puts XGBoost's scores beside the rows, with nothing but the defaults", async () => {
    const { place, answers } = await folderWith({ 'a.csv': 'x,0,0\ny,201,1\n' });
    const dataProcessing = { inputFilter: '$[1:]', joinSource: 'Input', outputFilter: '$[0,-1]' } as const;
    const { accept, ...form } = lines;
    await transform({ ...place, model: await boosted(), ...form, dataProcessing });
    expect(await answers('a.csv')).toMatch(/^x,0\.\d+\ny,0\.\d+\n$/);
  });

  it('hears its environment', async () => {
    const { place, answers } = await folderWith({ 'a.csv': '0,0\n201,1\n' });
    const environment = { SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label,probability' };
    await transform({ ...place, model: await boosted(), ...lines, environment });
    expect(await answers('a.csv')).toMatch(/^0,0\.\d+\n1,0\.\d+\n$/);
  });

  it('goes through a pipeline, and unpacks', async () => {
    const { place, answers } = await folderWith({ 'a.csv.gz': gzipSync('0,0\n201,1\n') });
    const reduced = await new PCA({ num_components: 1, mini_batch_size: 20 }).fit({ train: GROUPS });
    const { projection } = await reduced.predict(GROUPS);
    const clusters = await new KMeans({ k: 3 }).fit({ train: projection });
    await transform({ ...place, model: [reduced, clusters], ...lines, compressionType: 'Gzip' });
    const [first, second] = (await answers('a.csv.gz')).trim().split('\n');
    expect(first).toMatch(/^\d\.0,\d/);
    expect(first?.slice(0, 3)).not.toBe(second?.slice(0, 3));
  });

  it('goes on where it was, as long as nothing has changed', async () => {
    const { place, path } = await folderWith({ 'a.csv': '0,0\n', 'b.csv': 'x\n' });
    const model = await new KMeans({ k: 3 }).fit({ train: GROUPS });
    await model.save(path('model.tar.gz'));
    const told: string[] = [];
    const run = (more: object = {}) =>
      transform({
        ...place,
        model: path('model.tar.gz'),
        ...lines,
        onFile: ({ input, skipped }) => told.push(`${input.slice(-5)} ${skipped ? 'skipped' : 'done'}`),
        ...more,
      });
    await expect(run()).rejects.toMatchObject({ code: 'E_TRANSFORM_FAILED' });
    await writeFile(path('in/b.csv'), '201,1\n');
    const before = (await stat(path('out/a.csv.out'))).mtimeMs;
    expect(await run()).toMatchObject([{ skipped: true, requests: 1 }, { requests: 1 }]);
    expect((await stat(path('out/a.csv.out'))).mtimeMs).toBe(before);
    // Another number of requests at once gives the same bytes; another strategy is another job, and so is another model.
    await run({ maxConcurrentTransforms: 1 });
    await run({ batchStrategy: 'SingleRecord' });
    await run({ model, batchStrategy: 'SingleRecord' });
    await run({ model, batchStrategy: 'SingleRecord', fresh: true });
    expect(told).toEqual(
      ['done', 'skipped', 'done', 'skipped', 'skipped', 'done', 'done', 'done', 'done', 'done', 'done'].map(
        (what, at) => `${at === 0 || at % 2 === 1 ? 'a' : 'b'}.csv ${what}`,
      ),
    );
  });
});
