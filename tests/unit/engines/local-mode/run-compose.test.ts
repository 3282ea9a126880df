import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCompose } from '../../../../src/engines/local-mode/run-compose.js';
import { scratch } from '../../library/support.js';

/** Stands in for ours: says what it was told, and leaves a model. */
const SCRIPT = `
import { readFileSync, writeFileSync } from 'node:fs';
const { SAGEMAKER_BASE_DIR: base, ...env } = process.env;
console.log('base ' + base);
console.log(JSON.stringify([process.argv[2], env]));
if (process.argv[2] === 'serve') console.log('listening on http://127.0.0.1:' + env.SAGEMAKER_BIND_TO_PORT);
else writeFileSync(base + '/model/model', readFileSync(base + '/input/data/train/a.csv'));`;

const IMAGE = '382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1';

async function compose(command: string, more = '') {
  const folder = await scratch();
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data/a.csv'), '1,2');
  await writeFile(join(folder, 'script.mjs'), SCRIPT);
  const volumes = [`${folder}/data:/opt/ml/input/data/train`, `${folder}/model:/opt/ml/model`];
  const service = { image: IMAGE, command, environment: ['JOB=j'], volumes, ports: ['8093:8080'] };
  // JSON is YAML.
  await writeFile(join(folder, 'compose.yaml'), more || JSON.stringify({ services: { 'algo-1': service } }));
  const [printed, said]: [string[], string[]] = [[], []];
  const code = await runCompose(join(folder, 'compose.yaml'), {
    script: join(folder, 'script.mjs'),
    environment: { PATH: process.env.PATH, SAGELOCAL_SEED: '3', MAX_CONTENT_LENGTH: '7' },
    print: async (text) => void printed.push(text.replace('algo-1  | ', '')),
    signal: new AbortController().signal,
    onListening: () => said.push('listening'),
  });
  return { folder, code, printed, said, told: JSON.parse(printed[1] as string) };
}

describe('runCompose', () => {
  it('runs a container on its mounts, with its environment and little else, and leaves nothing behind', async () => {
    const { folder, code, printed, told, said } = await compose('train');
    expect(code).toBe(0);
    expect(told).toMatchObject(['train', { JOB: 'j', TRAINING_IMAGE: IMAGE, SAGELOCAL_SEED: '3' }]);
    expect(told[1]).not.toHaveProperty('MAX_CONTENT_LENGTH');
    expect(await readFile(join(folder, 'model/model'), 'utf8')).toBe('1,2');
    expect(said).toEqual([]);
    const base = (printed[0] as string).trim().replace('base ', '');
    expect(base.startsWith(join(tmpdir(), 'sagelocal-local-mode-'))).toBe(true);
    await expect(readdir(base)).rejects.toThrow('ENOENT');
  });

  it('says when an endpoint listens, on the port of this machine', async () => {
    const { told, said } = await compose('serve');
    expect(told).toMatchObject(['serve', { SAGEMAKER_BIND_TO_PORT: '8093' }]);
    expect(said).toEqual(['listening']);
  });

  it('refuses before anything runs', async () => {
    await expect(compose('train', 'services: {a: {image: my-own, command: train}}')).rejects.toMatchObject({
      code: 'E_LOCAL_MODE_IMAGE',
    });
  });
});
