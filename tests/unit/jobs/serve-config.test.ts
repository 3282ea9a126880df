import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UserError } from '../../../src/errors.js';
import { parseServeConfig, readServeConfig } from '../../../src/jobs/serve-config.js';
import { scratch } from '../library/support.js';

async function folderWithModels(): Promise<string> {
  const folder = await scratch();
  for (const name of ['a', 'b', 'c']) await writeFile(join(folder, `${name}.tar.gz`), '');
  return folder;
}

const container = (name: string) => ({ ModelDataUrl: `${name}.tar.gz` });
const model = (name: string) => ({ ModelName: name, PrimaryContainer: container(name) });
const variant = (name: string, rest = {}) => ({ VariantName: `v-${name}`, ModelName: name, ...rest });

async function problemsOf(config: unknown): Promise<string[]> {
  const folder = await folderWithModels();
  const error = await parseServeConfig(config, folder).then(
    () => undefined,
    (reason: UserError) => reason,
  );
  expect(error).toMatchObject({ name: 'UserError' });
  return (error as UserError).issues.map(({ message }) => message.replaceAll(folder, '.'));
}

describe('a serve config', () => {
  it('names models, variants by weight, and pipelines', async () => {
    const folder = await folderWithModels();
    const path = join(folder, 'serve.json');
    const config = {
      EndpointConfigName: 'x',
      Models: [
        {
          ModelName: 'one',
          PrimaryContainer: { ModelDataUrl: 'a.tar.gz', Image: 'any', Environment: {} },
          ExecutionRoleArn: 'x',
        },
        { ModelName: 'pipe', Containers: [container('b'), { ModelDataUrl: `file://${folder}/c.tar.gz` }] },
      ],
      ProductionVariants: [
        {
          VariantName: 'blue',
          ModelName: 'one',
          InitialVariantWeight: 3,
          InstanceType: 'ml.m5.large',
          InitialInstanceCount: 1,
        },
        { VariantName: 'green', ModelName: 'pipe' },
      ],
      Seed: 5,
      Limits: { maxRunning: 3 },
    };
    await writeFile(path, JSON.stringify(config));
    expect(await readServeConfig(path)).toEqual({
      variants: [
        { name: 'blue', weight: 3, model: join(folder, 'a.tar.gz') },
        { name: 'green', weight: 1, model: [join(folder, 'b.tar.gz'), join(folder, 'c.tar.gz')] },
      ],
      seed: 5,
      limits: { maxRunning: 3 },
    });
  });

  it('is shown in the walk-through as it works', async () => {
    const folder = await scratch();
    for (const name of ['ten', 'second']) {
      await mkdir(join(folder, 'out', name), { recursive: true });
      await writeFile(join(folder, 'out', name, 'model.tar.gz'), '');
    }
    const page = await readFile(new URL('../../../docs/learn/serving.md', import.meta.url), 'utf8');
    const shown = /^```json\n(.*?)^```$/ms.exec(page)?.[1] ?? '';
    expect(await parseServeConfig(JSON.parse(shown), folder)).toMatchObject({ shadow: { name: 'next' }, seed: 1 });
  });

  it('names a shadow', async () => {
    const folder = await folderWithModels();
    const config = {
      Models: [model('a'), model('b')],
      ProductionVariants: [variant('a')],
      ShadowProductionVariants: [variant('b', { InitialVariantWeight: 0.5 })],
      ShadowRecord: 'shadow.jsonl',
    };
    expect(await parseServeConfig(config, folder)).toEqual({
      variants: [{ name: 'v-a', weight: 1, model: join(folder, 'a.tar.gz') }],
      shadow: { name: 'v-b', weight: 0.5, model: join(folder, 'b.tar.gz') },
      shadowRecordPath: join(folder, 'shadow.jsonl'),
    });
  });

  it('hears of everything that is wrong with it at once', async () => {
    const config = {
      Models: [
        { ModelName: 'a b', PrimaryContainer: { ModelDataUrl: 'none.tar.gz' } },
        { ModelName: 'c', PrimaryContainer: container('c'), Containers: [container('c')] },
        { ModelName: 'd', Containers: [container('c')] },
        { ModelName: 's3', PrimaryContainer: { ModelDataUrl: 's3://bucket/model.tar.gz' } },
        model('a'),
        model('a'),
      ],
      ProductionVariants: [variant('a', { InitialVariantWeight: -1, Wieght: 1 }), variant('e'), variant('a')],
      ShadowProductionVariants: [],
      ShadowRecords: 'x',
      Seed: 1.5,
      Limits: { maxRunning: 0, maxBody: 1 },
    };
    expect(await problemsOf(config)).toEqual([
      "Models[0].ModelName 'a b' must be 1 to 63 letters, digits and hyphens between them.",
      'Models[0].PrimaryContainer.ModelDataUrl is ./none.tar.gz, which does not exist.',
      'Models[1].PrimaryContainer or Containers must be there, and not both.',
      'Models[2].Containers must have 2 to 15 entries.',
      's3://bucket/model.tar.gz lies in S3; jobs that run on this machine read and write local files only.',
      "Models[5].ModelName 'a' is used twice.",
      'ProductionVariants[0].Wieght is not known.',
      'ProductionVariants[0].InitialVariantWeight must be 0 or more.',
      "ProductionVariants[1].ModelName 'e' is none of the Models.",
      "ProductionVariants has the name 'v-a' twice, shadows included.",
      'ShadowProductionVariants must be one variant, beside one in ProductionVariants.',
      'Seed must be a whole number.',
      'The limit maxRunning must be a whole number from 1 to 2147483647, not 0.',
      'There is no limit called maxBody.',
      'ShadowRecords is not known.',
    ]);
  });

  it.each<[unknown, string[]]>([
    [[], ['The serve config must be a JSON object.']],
    [{}, ['Models is missing.', 'ProductionVariants must have 1 to 10 entries.']],
    [
      { Models: [model('a')], ProductionVariants: [variant('a', { InitialVariantWeight: 0 })] },
      ['ProductionVariants must have a weight above 0.'],
    ],
    [
      { Models: [model('a')], ProductionVariants: [variant('a')], ShadowRecord: 'x' },
      ['ShadowRecord has nothing to record without ShadowProductionVariants.'],
    ],
    [{ Models: [model('a')], ProductionVariants: [variant('a')], Limits: 3 }, ['Limits must be a JSON object.']],
    [
      {
        Models: [model('a')],
        ProductionVariants: Array.from({ length: 11 }, (_, at) => ({ VariantName: `v${at}`, ModelName: 'a' })),
      },
      ['ProductionVariants must have 1 to 10 entries.'],
    ],
  ])('%j', async (config, problems) => {
    expect(await problemsOf(config)).toEqual(problems);
  });
});
