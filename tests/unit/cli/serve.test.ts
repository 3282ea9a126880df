import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../../src/cli/program.js';
import { KMeans } from '../../../src/library/estimators.js';
import type { TrainedModel } from '../../../src/library/trained-model.js';
import { GROUPS, scratch } from '../library/support.js';
import { Capture, type Outcome } from './support/run.js';

let model: TrainedModel;
beforeAll(async () => {
  model = await new KMeans({ k: 3 }).fit({ train: GROUPS });
});
afterEach(() => vi.unstubAllEnvs());

/** Runs the verb while `meanwhile` talks to it, then stops it as Ctrl-C would. */
async function served(argv: readonly string[], meanwhile: (url: string) => Promise<void>): Promise<Outcome> {
  const [stdout, stderr, stop] = [new Capture(), new Capture(), new AbortController()];
  const ended = main(['serve', ...argv, '--port', '0'], { stdout, stderr, signal: stop.signal });
  try {
    while (!stdout.text.includes('\n')) {
      const code = await Promise.race([ended, sleep(5, undefined)]);
      if (code !== undefined) return { code, stdout: stdout.text, stderr: stderr.text };
    }
    await meanwhile(/listening on (.*)\n/.exec(stdout.text)?.[1] as string);
  } finally {
    stop.abort();
  }
  return { code: await ended, stdout: stdout.text, stderr: stderr.text };
}

const status = async (url: string, body: string) =>
  (await fetch(`${url}/invocations`, { method: 'POST', body, headers: { 'Content-Type': 'text/csv' } })).status;
const nothing = async () => undefined;

describe('sagelocal serve', () => {
  it('serves a model until it is stopped, on this machine only', async () => {
    const path = join(await scratch(), 'model.tar.gz');
    await model.save(path);
    const outcome = await served(['--model', path], async (url) => {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(await status(url, '1,2\n')).toBe(200);
    });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  });

  it('warns where others can reach it', async () => {
    const path = join(await scratch(), 'model.tar.gz');
    await model.save(path);
    const { stderr } = await served(['--model', path, '--host', '0.0.0.0'], nothing);
    expect(stderr).toContain('other machines can reach this endpoint');
  });

  it('serves a config: variants, a shadow, and its record', async () => {
    const folder = await scratch();
    await model.save(join(folder, 'model.tar.gz'));
    const m = { ModelName: 'm', PrimaryContainer: { ModelDataUrl: 'model.tar.gz' } };
    const variant = (name: string) => [{ VariantName: name, ModelName: 'm' }];
    const config = {
      Models: [m],
      ProductionVariants: variant('now'),
      ShadowProductionVariants: variant('next'),
      ShadowRecord: 'shadow.jsonl',
      Limits: { maxBodyBytes: 3 << 20 },
    };
    await writeFile(join(folder, 'serve.json'), JSON.stringify(config));
    const { code, stderr } = await served(['--config', join(folder, 'serve.json')], async (url) => {
      expect(await status(url, '1,2\n')).toBe(200);
      expect(await (await fetch(`${url}/execution-parameters`)).text()).toContain('"MaxPayloadInMB": 3}');
    });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'the shadow agreed 1 times, differed 0 times and missed 0 requests.\n',
    });
    expect(JSON.parse(await readFile(join(folder, 'shadow.jsonl'), 'utf8'))).toMatchObject({ request: 0, same: true });
  });

  describe('with no flags', () => {
    async function base(): Promise<string> {
      const folder = await scratch();
      vi.stubEnv('SAGEMAKER_BASE_DIR', folder);
      return folder;
    }

    it('serves what lies unpacked where a container finds it', async () => {
      const folder = await base();
      await mkdir(join(folder, 'model'));
      await model.save(join(folder, 'model/model.tar.gz'));
      vi.stubEnv('MAX_CONTENT_LENGTH', '3');
      const { code } = await served([], async (url) => {
        expect(await status(url, '1,2')).toBe(200);
        expect(await status(url, '1,2\n')).toBe(413);
      });
      expect(code).toBe(0);
    });

    it('is well without a model, and says on stderr what is wrong with it', async () => {
      await base();
      const { code, stderr } = await served([], async (url) => {
        expect((await fetch(`${url}/ping`)).status).toBe(200);
        expect(await status(url, '1,2\n')).toBe(500);
      });
      expect(code).toBe(0);
      expect(stderr).toContain('does not exist');
    });

    it('serves many models where SageMaker says so', async () => {
      const folder = await base();
      await model.save(join(folder, 'models/a/model/model.tar.gz'));
      vi.stubEnv('SAGEMAKER_MULTI_MODEL', 'true');
      await served([], async (url) => {
        const body = JSON.stringify({ model_name: 'a', url: join(folder, 'models/a/model') });
        const init = { method: 'POST', body, headers: { 'Content-Type': 'application/json' } };
        expect((await fetch(`${url}/models`, init)).status).toBe(200);
      });
    });
  });

  it.each<[argv: string[], code: string]>([
    [['--model', 'none.tar.gz'], 'E_MODEL_NOT_FOUND'],
    [['--models', 'none'], 'E_MODELS_FOLDER'],
    [['--config', 'none.json'], 'E_SERVE_CONFIG_NOT_FOUND'],
    [['--model', 'a', '--models', 'b'], 'E_FLAG_CONFLICT'],
  ])('%j fails with %s', async (argv, code) => {
    const outcome = await served(argv, nothing);
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toMatch(new RegExp(`${code}|cannot stand together`));
  });

  it('refuses an environment that makes no sense', async () => {
    vi.stubEnv('MAX_CONTENT_LENGTH', 'six');
    expect(await served([], nothing)).toMatchObject({ code: 1, stderr: expect.stringContaining('MAX_CONTENT_LENGTH') });
  });
});
