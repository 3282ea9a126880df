import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { containerBase, isContainer } from '../../../src/cli/container.js';
import { channelConfig, containerTree } from '../../support/container-tree.js';
import { run } from './support/run.js';

afterEach(() => vi.unstubAllEnvs());

describe('train without flags', () => {
  test('is the entry point of an image', async () => {
    const base = await containerTree({
      hyperparameters: { k: '1' },
      channels: { train: channelConfig('text/csv') },
      data: { 'train/a.csv': '1,2\n3,4\n' },
    });
    vi.stubEnv('SAGEMAKER_BASE_DIR', base);
    vi.stubEnv('SAGELOCAL_ALGORITHM', 'kmeans');
    expect([containerBase(), isContainer()]).toEqual([base, true]);
    const { code, stdout, stderr } = await run('train');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Docker entrypoint called/);
    expect(readdirSync(join(base, 'model'))).toContain('model_algo-1');
  });

  test('exits as the container does, and explains on stderr', async () => {
    vi.stubEnv('SAGEMAKER_BASE_DIR', await containerTree({ hyperparameters: { k: '1' }, channels: {} }));
    vi.stubEnv('TRAINING_IMAGE', '1.dkr.ecr.eu-west-1.amazonaws.com/kmeans:1');
    const { code, stdout, stderr } = await run('train');
    expect(code).toBe(2);
    expect(stdout).toContain('Customer Error: Unable to initialize the algorithm.');
    expect(stderr).toContain('(UserError E_CHANNEL_MISSING)');
  });

  test('asks for flags where nobody has laid out a job', async () => {
    vi.stubEnv('SAGEMAKER_BASE_DIR', '');
    expect(containerBase()).toBe('/opt/ml');
    const { code, stderr } = await run('train', '--quiet');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('--algorithm NAME is missing') });
  });
});
