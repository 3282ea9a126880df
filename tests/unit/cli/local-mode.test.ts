import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { KMeans } from '../../../src/library/estimators.js';
import { freePort } from '../../support/free-port.js';
import { GROUPS, scratch } from '../library/support.js';
import { PROGRAM, ROOT } from './support/built.js';
import { type Outcome, run } from './support/run.js';

const IMAGE = '382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1';

function finished(command: string, words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(command, words, (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }));
  });
}

/** `sagelocal local-mode …` as a process. */
const localMode = (...words: string[]) => finished(process.execPath, [PROGRAM, 'local-mode', ...words]);

/** A compose file whose one service has a model to serve. */
async function serving(port: number): Promise<string> {
  const folder = await scratch();
  await mkdir(join(folder, 'model'));
  await (await new KMeans({ k: 3 }).fit({ train: GROUPS })).save(join(folder, 'model/model.tar.gz'));
  const volumes = [`${folder}/model:/opt/ml/model`];
  const service = { image: IMAGE, command: 'serve', volumes, ports: [`${port}:8080`] };
  await writeFile(join(folder, 'docker-compose.yaml'), JSON.stringify({ services: { 'algo-1': service } }));
  return join(folder, 'docker-compose.yaml');
}

describe('sagelocal local-mode', () => {
  it('runs a command and exits as it did', async () => {
    expect(await localMode('--', 'sh', '-c', 'echo "$1"; exit 7', 'sh', '--help')).toMatchObject({
      code: 7,
      stdout: '--help\n',
    });
    expect(await localMode('--', 'sh', '-c', 'kill -9 $$')).toMatchObject({ code: 137 });
    expect((await localMode('--', 'no-such-command')).stderr).toContain('E_COMMAND_NOT_FOUND');
  });

  it('passes SIGTERM on to it', async () => {
    const command = ['--', process.execPath, '--eval', "console.log('up'); setInterval(() => 0, 1000)"];
    const child = spawn(process.execPath, [PROGRAM, 'local-mode', ...command], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect(await once(child, 'exit')).toEqual([143, null]);
  });

  it('tells a shell the same', async () => {
    const { stdout } = await run('local-mode', '--env');
    expect((await finished('sh', ['-c', `${stdout}docker compose version`])).stdout).toContain('v2');
  });

  it.each([
    [[], 'Give a COMMAND'],
    [['--env', '--', 'python'], 'Give a COMMAND'],
    [['--image', 'blazingtext:1'], 'E_LOCAL_MODE_IMAGE'],
    [['--compose', 'no-such-file.yaml'], 'E_NOT_FOUND'],
  ])('refuses %j', async (words, message) => {
    expect(await run('local-mode', ...words)).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  });
});

describe('what stands in for docker', () => {
  it.each([
    ['docker', 'compose version', 0, 'v2'],
    ['docker-compose', 'version', 0, 'v2'],
    ['docker', `images -q ${IMAGE}`, 0, 'kmeans'],
    ['docker', 'images -q sagemaker-scikit-learn:1', 1, ''],
    ['docker', 'info', 1, ''],
    ['docker', 'context inspect', 1, ''],
    ['docker', 'run hello-world', 1, ''],
    ['docker', 'compose -f file.yaml down', 1, ''],
    ['docker', 'compose up', 1, ''],
  ])('%s %s', async (program, words, code, says) => {
    const outcome = await finished(join(ROOT, 'engines/sagemaker-local-mode', program), words.split(' '));
    expect(outcome).toMatchObject({ code, stdout: expect.stringContaining(says) });
    if (code !== 0) expect(outcome.stderr).toContain('sagelocal');
  });

  it('serves until it is stopped; meanwhile `context inspect` answers when the endpoint is there', async () => {
    const port = await freePort();
    const file = await serving(port);
    // One parent, as the SDK's process is.
    const script = `
      docker compose -f '${file}' up --build --abort-on-container-exit > '${file}.log' & server=$!
      while ! [ -d "\${TMPDIR:-/tmp}/sagelocal-starting-$$" ]; do sleep 0.01; done
      docker context inspect 2>/dev/null
      '${process.execPath}' --eval "fetch('http://127.0.0.1:${port}/ping').then((answer) => console.log(answer.status))"
      kill -TERM $server; wait $server; echo "exit $?"`;
    expect(await localMode('--', 'sh', '-c', script)).toMatchObject({ stdout: '200\nexit 130\n' });
    expect(await readFile(`${file}.log`, 'utf8')).toMatch(
      /^algo-1 {2}\| listening on .*\n(.*\n)*algo-1 exited with code/,
    );
  });

  it('killed outright, leaves no endpoint behind', async () => {
    const port = await freePort();
    const program = join(ROOT, 'engines/sagemaker-local-mode/docker-compose');
    const compose = spawn(program, ['-f', await serving(port), 'up'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const isThere = () => fetch(`http://127.0.0.1:${port}/ping`).then(Boolean, () => false);
    for await (const chunk of compose.stdout) if (String(chunk).includes('listening on')) break;
    expect(await isThere()).toBe(true);
    compose.kill('SIGKILL');
    while (await isThere()) await sleep(50);
  });

  it('says on stdout, the only stream that the SDK always reads, why a compose file is refused', async () => {
    const file = join(await scratch(), 'docker-compose.yaml');
    await writeFile(file, `services: {algo-1: {image: '${IMAGE}', command: train, deploy: {}}}`);
    const outcome = await localMode('--', 'docker-compose', '-f', file, 'up');
    expect(outcome).toMatchObject({ code: 1, stdout: expect.stringContaining('E_LOCAL_MODE_GPU'), stderr: '' });
  });
});
