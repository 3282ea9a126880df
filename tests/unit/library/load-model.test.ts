import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { kmeans } from '../../../src/algorithms/kmeans/index.js';
import { packModel } from '../../../src/artifacts/model-archive.js';
import { KMeans } from '../../../src/library/estimators.js';
import { loadModel, loadModelOf } from '../../../src/library/load-model.js';
import { GROUPS, scratch } from './support.js';

describe('loadModel', () => {
  it('brings a saved model back: same answers, same bytes', async () => {
    const path = join(await scratch(), 'model.tar.gz');
    const model = await new KMeans({ k: 3 }).fit({ train: GROUPS });
    await model.save(path);
    const same = await loadModel(path);
    expect(same.algorithm).toBe('kmeans');
    expect(await same.predict(GROUPS)).toEqual(await model.predict(GROUPS));
    expect(await same.pack()).toEqual(await model.pack());
    expect((await loadModelOf(kmeans, path)).model.k).toBe(3);
  });

  it('says of a path what is wrong with it', async () => {
    const folder = await scratch();
    await expect(loadModel(join(folder, 'none'))).rejects.toMatchObject({
      code: 'E_MODEL_NOT_FOUND',
      name: 'UserError',
    });
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'E_MODEL_NOT_FOUND', message: /folder/ });
  });

  it.each([
    ['text', Buffer.from('not an archive')],
    ['nothing', Buffer.alloc(0)],
    ['a compressed text', gzipSync('not a tar')],
    ['half an archive', gzipSync(Buffer.alloc(1024)).subarray(0, 12)],
  ])('refuses %s', async (_, bytes) => {
    const path = join(await scratch(), 'model.tar.gz');
    await writeFile(path, bytes);
    await expect(loadModel(path)).rejects.toMatchObject({
      name: 'UserError',
      code: expect.stringMatching(/^E_ARCHIVE/),
    });
  });

  it('names the files of a model no algorithm knows', async () => {
    const path = join(await scratch(), 'model.tar.gz');
    await writeFile(path, await packModel(new Map([['weights.bin', { format: 'bytes', bytes: new Uint8Array(3) }]])));
    const refusal = { name: 'UserError', code: 'E_MODEL_UNKNOWN', hint: expect.stringContaining('weights.bin') };
    await expect(loadModel(path)).rejects.toMatchObject(refusal);
    await expect(loadModelOf(kmeans, path)).rejects.toMatchObject({ code: 'E_MODEL_ALGORITHM' });
  });
});
