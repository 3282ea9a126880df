import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface ContainerTree {
  readonly hyperparameters: unknown;
  /** `inputdataconfig.json` */
  readonly channels: Readonly<Record<string, unknown>>;
  /** Below `input/data`: `{ 'train/a.csv': '1,2\n' }` */
  readonly data?: Readonly<Record<string, string | Uint8Array>>;
  readonly resources?: unknown;
  readonly checkpoints?: unknown;
}

/** A folder as SageMaker lays `/opt/ml` out, which goes away with the test. */
export async function containerTree(tree: ContainerTree): Promise<string> {
  const base = await mkdtemp(join(tmpdir(), 'sagelocal-container-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  for (const folder of ['input/config', 'input/data', 'model', 'output/data'])
    await mkdir(join(base, folder), { recursive: true });
  const config = (name: string, value: unknown) =>
    value === undefined ? undefined : writeFile(join(base, 'input/config', name), JSON.stringify(value));
  await config('hyperparameters.json', tree.hyperparameters);
  await config('inputdataconfig.json', tree.channels);
  await config('resourceconfig.json', tree.resources);
  await config('checkpointconfig.json', tree.checkpoints);
  for (const [name, content] of Object.entries(tree.data ?? {})) {
    await mkdir(dirname(join(base, 'input/data', name)), { recursive: true });
    await writeFile(join(base, 'input/data', name), content);
  }
  return base;
}

/** An entry of `inputdataconfig.json` as SageMaker writes it. */
export function channelConfig(contentType: string, more: Readonly<Record<string, string>> = {}) {
  return {
    TrainingInputMode: 'File',
    S3DistributionType: 'FullyReplicated',
    RecordWrapperType: 'None',
    ContentType: contentType,
    ...more,
  };
}
