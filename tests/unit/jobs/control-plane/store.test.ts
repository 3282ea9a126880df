import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Resources } from '../../../../src/jobs/control-plane/resources.js';
import { Store } from '../../../../src/jobs/control-plane/store.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagelocal-store-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

const resource = (name: string) => ({ name, arn: '', request: {}, state: { ö: 1 } });

test('keeps what it was given, by kind and name', async () => {
  const first = await Store.open(folder);
  for (const name of ['b', 'a', 'a-1']) await first.put('model', resource(name));
  await first.put('endpoint', resource('a'));
  await first.delete('model', 'b');
  await first.close();
  const second = await Store.open(folder);
  onTestFinished(() => second.close());
  expect((await second.list('model')).map(({ name }) => name)).toEqual(['a', 'a-1']);
  expect(await second.list('endpoint-config')).toEqual([]);
  expect(await second.get('endpoint', 'a')).toEqual(resource('a'));
  expect(await second.get('model', 'b')).toBeUndefined();
});

test('belongs to one control plane at a time', async () => {
  const store = await Store.open(folder);
  onTestFinished(() => store.close());
  await expect(Store.open(folder)).rejects.toMatchObject({ code: 'E_DATA_IN_USE' });
});

test('says where it is broken', async () => {
  await writeFile(join(folder, 'CURRENT'), 'nonsense');
  await expect(Store.open(folder)).rejects.toMatchObject({ code: 'E_STORE_BROKEN', where: { file: folder } });
});

test('the service’s manners: a name is given once, and changes come one after the other', async () => {
  const resources = new Resources(await Store.open(folder));
  onTestFinished(() => resources.close());
  const create = () => resources.create('model', 'm', {}, { count: 0 });
  const [first, second] = await Promise.allSettled([create(), create()]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({
    reason: { message: 'Cannot create already existing model "arn:aws:sagemaker:us-east-1:000000000000:model/m".' },
  });
  const count = () => resources.update('model', 'm', ({ state }) => ({ count: Number(state.count) + 1 }));
  await Promise.all(Array.from({ length: 20 }, count));
  expect((await resources.find('model', 'm')).state).toEqual({ count: 20 });
  await resources.remove('model', 'm');
  await expect(resources.remove('model', 'm')).rejects.toThrow('Could not find model "arn:');
});
