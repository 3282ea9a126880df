import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { main } from '../../../src/cli/program.js';
import { scratch } from '../library/support.js';
import { Capture, run } from './support/run.js';

it('answers AWS’s clients until it is stopped', async () => {
  const [stdout, stderr, stop] = [new Capture(), new Capture(), new AbortController()];
  const data = join(await scratch(), 'data');
  const ended = main(['control-plane', '--data', data, '--port', '0'], { stdout, stderr, signal: stop.signal });
  while (!stdout.text.includes('\n')) await sleep(5);
  const url = /listening on (http:\/\/127\.0\.0\.1:\d+)\n/.exec(stdout.text)?.[1] as string;
  const headers = { 'X-Amz-Target': 'SageMaker.ListModels', Connection: 'close' };
  const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
  expect(await answer.json()).toEqual({ Models: [] });
  expect((await run('control-plane', '--data', data)).stderr).toContain('E_DATA_IN_USE');
  stop.abort();
  expect(await ended).toBe(0);
  expect(stdout.text).toMatch(/^s3:\/\/BUCKET\/KEY is .*data\/s3\/BUCKET\/KEY$/m);
  expect(stderr.text).toBe('');
});

it('says what is missing', async () => {
  expect(await run('control-plane')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--data DIR is missing'),
  });
  expect((await run('control-plane', '--data', 'x', '--jobs', '0')).stderr).toContain('--jobs needs at least 1.');
});
