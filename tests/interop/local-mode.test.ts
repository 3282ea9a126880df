/** The SageMaker SDK as it is, its local mode and no Docker: the walk-through's program, and jobs beyond it. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadModel } from '../../src/library/load-model.js';
import { freePort } from '../support/free-port.js';
import { PROGRAM, ROOT } from '../unit/cli/support/built.js';
import { scratch } from '../unit/library/support.js';

const python = process.env.SAGELOCAL_SDK_PYTHON;
const script = fileURLToPath(new URL('local-mode/jobs.py', import.meta.url));
if (python === undefined)
  console.warn('SAGELOCAL_SDK_PYTHON is not set: the local mode of the SageMaker SDK is skipped.');

/** The Python of the walk-through, on a port that is free. */
async function pageProgram(port: number): Promise<string> {
  const page = await readFile(join(ROOT, 'docs/learn/sagemaker-sdk-local-mode.md'), 'utf8');
  const fences = [...page.matchAll(/^```python\n(.*?)^```$/gms)].map(([, body]) => body);
  return fences.join('\n').replace('8080', String(port));
}

async function runJobs(folder: string) {
  const port = await freePort();
  await symlink(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
  await mkdir(join(folder, 'test'));
  await cp(join(ROOT, 'fixtures/digits/test.csv'), join(folder, 'test/test.csv'));
  await writeFile(join(folder, 'page.py'), await pageProgram(port));
  const words = ['local-mode', '--', python as string, script, 'page.py', String(port)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...words], { cwd: folder });
  return { stdout, stderr, results: JSON.parse(await readFile(join(folder, 'results.json'), 'utf8')) };
}

describe.skipIf(python === undefined)('the local mode of the SageMaker SDK', () => {
  test('trains, deploys, predicts, transforms and fails, without Docker and without network', async () => {
    const folder = await scratch();
    const { stdout, stderr, results } = await runJobs(folder);
    expect(results.network).toEqual([]);

    const rows = await readFile(join(ROOT, 'fixtures/digits/test-features.csv'), 'utf8');
    const answerOf = async (name: string, input: string, accept: string) => {
      const model = await loadModel(join(folder, name, 'model.tar.gz'));
      return Buffer.from(await model.invoke(input, 'text/csv', accept)).toString();
    };
    const five = `${rows.split('\n').slice(0, 5).join('\n')}\n`;
    expect({ predictions: results.kmeans }).toEqual(JSON.parse(await answerOf('out/sdk', five, 'application/json')));
    expect(await readFile(join(folder, 'out/sdk/test-features.csv.out'), 'utf8')).toBe(
      await answerOf('out/sdk', rows, 'text/csv'),
    );
    expect(await answerOf('two-hosts', rows, 'text/csv')).toBe(await answerOf('out/sdk', rows, 'text/csv'));
    expect(stdout).toMatch(/^\w+-algo-1-\w+ {2}\| .*#quality_metric: host=algo-1-\w+, test msd <loss>=/m);
    expect(stdout).toMatch(/^\w+-algo-2-\w+ exited with code 0$/m);
    expect(results.xgboost).toBe(await answerOf('xgboost', five, 'text/csv'));
    expect(stdout).toMatch(/\| .*\[4\].*train-mlogloss:.*validation-mlogloss:/);
    expect(JSON.parse(results.linear)).toEqual(JSON.parse(await answerOf('linear', five, 'application/json')));

    const reason = "Customer Error: The value for hyperparameter 'k' should be of type integer, but provided 'ten'.";
    expect(results.failure).toMatch(/Process exited with code: 2$/);
    expect(results['failure file']).toContain(reason);
    expect(stdout).toContain(reason);
    expect(results.gpu).toMatch(/Process exited with code: 1$/);
    expect(stdout).toContain('E_LOCAL_MODE_GPU');
    expect(results.image).toMatch(/^Failed to run docker,images/);
    expect(stderr).toMatch(
      /sagemaker-scikit-learn:1\.2-1-cpu-py3 is not the image of a built-in algorithm that is here/,
    );
    expect(await readdir(folder)).not.toContain('model');
  }, 240_000);
});
