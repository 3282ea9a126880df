import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { isFinal, JOB_FILE, JobRecord, newJobState, nextState, readJobRecord } from '../../../src/jobs/job-record.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagelocal-record-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

/** Ten seconds pass between two looks at it. */
function tickingClock() {
  let seconds = 1_000_000;
  return () => {
    seconds += 10;
    return seconds * 1000;
  };
}

test('a job from its first status to its last', () => {
  const clock = tickingClock();
  let state = newJobState(clock);
  for (const status of ['Downloading', 'Training', 'Uploading', 'Completed'] as const)
    state = nextState(state, status, clock);
  expect(state).toMatchObject({
    TrainingJobStatus: 'Completed',
    SecondaryStatus: 'Completed',
    CreationTime: 1_000_010,
    TrainingStartTime: 1_000_020,
    TrainingEndTime: 1_000_050,
    LastModifiedTime: 1_000_050,
    TrainingTimeInSeconds: 30,
    BillableTimeInSeconds: 30,
  });
  const transitions = state.SecondaryStatusTransitions;
  expect(transitions.map(({ Status, StartTime, EndTime }) => [Status, StartTime, EndTime])).toEqual([
    ['Starting', 1_000_010, 1_000_020],
    ['Downloading', 1_000_020, 1_000_030],
    ['Training', 1_000_030, 1_000_040],
    ['Uploading', 1_000_040, 1_000_050],
    ['Completed', 1_000_050, undefined],
  ]);
  expect(isFinal(state)).toBe(true);
});

test.each([
  ['Failed', 'Failed'],
  ['Stopped', 'Stopped'],
  ['MaxRuntimeExceeded', 'Stopped'],
  ['Stopping', 'Stopping'],
  ['Training', 'InProgress'],
] as const)('in %s a job is %s', (secondary, status) => {
  expect(nextState(newJobState(), secondary, tickingClock()).TrainingJobStatus).toBe(status);
});

test('the file is whole, and nothing lies beside it', async () => {
  const record = new JobRecord(folder, { TrainingJobName: 'a' }, tickingClock());
  await record.enter('Downloading');
  await record.enter('Failed', { FailureReason: 'ClientError: no' });
  expect(await readdir(folder)).toEqual([JOB_FILE]);
  const written = JSON.parse(await readFile(record.path, 'utf8'));
  expect(written).toEqual({ TrainingJobName: 'a', ...record.state });
  expect(written.SecondaryStatusTransitions.at(-1).StatusMessage).toBe('ClientError: no');
  expect(await readJobRecord(folder)).toEqual(written);
});

test('a file that is not a record is left alone', async () => {
  expect(await readJobRecord(folder)).toBeUndefined();
  for (const text of ['{"TrainingJobName": "mine"}', 'not JSON', 'null']) {
    await writeFile(join(folder, JOB_FILE), text);
    await expect(readJobRecord(folder)).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
  }
});
