/** The endpoint and AWS's own client: boto3 is pointed at it and nothing else is changed. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { KMeans } from '../../src/library/estimators.js';
import { type ServeTarget, serve } from '../../src/library/serve.js';

const python = process.env.SAGELOCAL_SDK_PYTHON;
const script = fileURLToPath(new URL('runtime/invoke.py', import.meta.url));
if (python === undefined) console.warn('SAGELOCAL_SDK_PYTHON is not set: boto3 against the endpoint is skipped.');

const model = await new KMeans({ k: 2 }).fit({
  train: [
    [0, 0],
    [0, 1],
    [9, 9],
    [9, 8],
  ],
});
const csv = { Body: '0,0\n9,9\n', ContentType: 'text/csv', Accept: 'text/csv' };

async function asked(target: ServeTarget, requests: readonly unknown[]): Promise<unknown[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sagelocal-runtime-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'requests.json'), JSON.stringify(requests));
  const endpoint = await serve({ ...target, port: 0 });
  onTestFinished(() => endpoint.close());
  const { stdout } = await promisify(execFile)(python as string, [script, endpoint.url, join(folder, 'requests.json')]);
  return JSON.parse(stdout);
}

describe.skipIf(python === undefined)('boto3', () => {
  test('invokes an endpoint, and raises what it raises in the cloud', async () => {
    const answers = await asked({ model }, [
      csv,
      { ...csv, ContentType: 'text/nonsense' },
      { ...csv, Body: '1,2,3' },
      { ...csv, TargetVariant: 'blue' },
    ]);
    const expected = Buffer.from(await model.invoke(csv.Body, 'text/csv', 'text/csv')).toString();
    expect(answers).toEqual([
      { ContentType: 'text/csv', Body: expected },
      {
        class: 'ModelError',
        Code: 'ModelError',
        Message: 'Received client error (415) from primary with message "content-type text/nonsense not supported".',
        OriginalStatusCode: 415,
        OriginalMessage: 'content-type text/nonsense not supported',
      },
      expect.objectContaining({ class: 'ModelError', OriginalStatusCode: 400 }),
      { ContentType: 'text/csv', Body: expected },
    ]);
  });

  test('names variants', async () => {
    const variants = [
      { name: 'blue', model },
      { name: 'green', model },
    ];
    const answers = await asked({ variants }, [
      { ...csv, TargetVariant: 'green' },
      { ...csv, TargetVariant: 'red' },
    ]);
    expect(answers).toMatchObject([{ InvokedProductionVariant: 'green' }, { class: 'ValidationError' }]);
  });

  test('names models', async () => {
    const modelsFolder = await mkdtemp(join(tmpdir(), 'sagelocal-models-'));
    onTestFinished(() => rm(modelsFolder, { recursive: true }));
    await model.save(join(modelsFolder, 'a/model.tar.gz'));
    const answers = await asked({ modelsFolder }, [
      { ...csv, TargetModel: 'a/model.tar.gz' },
      { ...csv, TargetModel: '../a' },
    ]);
    expect(answers).toMatchObject([{ ContentType: 'text/csv' }, { class: 'ValidationError' }]);
  });
});
