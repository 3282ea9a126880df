import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Jobs } from '../../../../src/jobs/control-plane/jobs.js';
import { Resources } from '../../../../src/jobs/control-plane/resources.js';
import { Store } from '../../../../src/jobs/control-plane/store.js';
import { trainingJobKind } from '../../../../src/jobs/control-plane/training-jobs.js';
import { type JobState, newJobState } from '../../../../src/jobs/job-record.js';
import { Gate } from '../../../../src/serving/http/gate.js';

let folder: string;
let resources: Resources;
let jobs: Jobs;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagelocal-jobs-'));
  resources = new Resources(await Store.open(join(folder, 'records')));
  onTestFinished(async () => {
    await jobs.close();
    await resources.close();
    await rm(folder, { recursive: true });
  });
});

/** A program in place of the worker: `folder` is the job's, `write` leaves a record there, whole at once as the worker does. */
async function worker(program: string): Promise<void> {
  const path = join(folder, 'worker.mjs');
  const head = `import { renameSync, writeFileSync } from 'node:fs';
    const folder = process.argv[2];
    const write = (status) => {
      writeFileSync(folder + '/aside.json', JSON.stringify({ TrainingJobStatus: status }));
      renameSync(folder + '/aside.json', folder + '/training-job.json');
    };\n`;
  await writeFile(path, head + program);
  jobs = jobsWith(path);
}

function jobsWith(path: string): Jobs {
  const options = { folder: join(folder, 'jobs'), worker: path, gate: new Gate(1, Infinity), onFault: console.error };
  return new Jobs(trainingJobKind(folder), resources, options);
}

async function create(name: string) {
  const request = { TrainingJobName: name, OutputDataConfig: { S3OutputPath: 's3://b/out' } };
  return resources.create('training-job', name, request, newJobState());
}

async function state(name: string): Promise<JobState> {
  return (await jobs.stateOf(await resources.find('training-job', name))) as JobState;
}

async function until(name: string, status: string): Promise<JobState> {
  for (;;) {
    const now = await state(name);
    if (now.TrainingJobStatus === status) return now;
    await sleep(10);
  }
}

const refuse = (status: string): never => {
  throw new Error(status);
};

const WAITS = "write('InProgress'); process.on('disconnect', () => process.exit(1));";

test('the worker gets its task, and its word is the job’s', async () => {
  await worker("console.log('hello'); write('Completed');");
  jobs.start(await create('a'));
  expect(await until('a', 'Completed')).toEqual({ TrainingJobStatus: 'Completed' });
  const task = JSON.parse(await readFile(join(folder, 'jobs/training-job/a/task.json'), 'utf8'));
  expect(task).toMatchObject({
    kind: 'training-job',
    request: { OutputDataConfig: { S3OutputPath: join(folder, 'b/out') } },
    modelAddress: 's3://b/out/a/output/model.tar.gz',
  });
  expect(await readFile(join(folder, 'jobs/training-job/a/algo-1.log'), 'utf8')).toBe('hello\n');
  await expect(jobs.stop('a', refuse)).rejects.toThrow('Completed');
});

test('a worker that dies has failed', async () => {
  await worker("write('InProgress'); process.kill(process.pid, 'SIGKILL');");
  jobs.start(await create('a'));
  expect((await until('a', 'Failed')).FailureReason).toMatch(/^InternalServerError: .*\(signal SIGKILL\)\.$/);
});

test('one that is told to stop says so, and one that waits for its turn never runs', async () => {
  await worker("write('InProgress'); process.on('message', () => { write('Stopped'); process.disconnect(); });");
  jobs.start(await create('a'));
  jobs.start(await create('b'));
  await jobs.stop('b', refuse);
  expect((await state('b')).TrainingJobStatus).toBe('Stopped');
  while (!(await readFile(join(folder, 'jobs/training-job/a/training-job.json')).catch(() => undefined)))
    await sleep(10);
  await jobs.stop('a', refuse);
  await until('a', 'Stopped');
  await jobs.close();
  await expect(readFile(join(folder, 'jobs/training-job/b/task.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('what ran when the control plane ended has failed, unless it had been finished', async () => {
  await worker(WAITS);
  jobs.start(await create('running'));
  await until('running', 'InProgress');
  jobs.start(await create('waiting'));
  await jobs.close();
  const { name } = await create('finished');
  await create('stopping');
  await resources.update('training-job', 'stopping', ({ state: old }) => ({ ...old, TrainingJobStatus: 'Stopping' }));
  await worker("write('Completed');");
  jobs.start(await resources.find('training-job', name));
  await until(name, 'Completed');
  // As a crash between the worker's last word and ours leaves it.
  await resources.update('training-job', name, () => newJobState());

  jobs = jobsWith(join(folder, 'worker.mjs'));
  await jobs.recover();
  expect((await state('running')).FailureReason).toMatch(/^InternalServerError: /);
  expect((await state('waiting')).FailureReason).toBe(
    'InternalServerError: The control plane ended while the job was running.',
  );
  expect((await state('finished')).TrainingJobStatus).toBe('Completed');
  expect((await state('stopping')).TrainingJobStatus).toBe('Stopped');
});
