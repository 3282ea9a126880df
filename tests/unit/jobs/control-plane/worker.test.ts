import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { JobProcess, TASK_FILE } from '../../../../src/jobs/control-plane/job-process.js';
import { newJobState, readJobRecord } from '../../../../src/jobs/job-record.js';
import { DIGITS, scratch } from '../../library/support.js';

/** As it is installed. */
const WORKER = fileURLToPath(new URL('../../../../dist/jobs/control-plane/worker.js', import.meta.url));

/** A job that ends only when it is told to. */
async function started() {
  const folder = await scratch();
  const request = {
    TrainingJobName: 'j',
    AlgorithmSpecification: { TrainingImage: 'kmeans:1', TrainingInputMode: 'File' },
    HyperParameters: { k: '10', feature_dim: '64', epochs: '100000000' },
    InputDataConfig: [
      {
        ChannelName: 'train',
        ContentType: 'text/csv;label_size=1',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: DIGITS } },
      },
    ],
    OutputDataConfig: { S3OutputPath: 'out' },
  };
  const task = { kind: 'training-job', request, folder, state: newJobState(), modelAddress: 's3://b/m' };
  await writeFile(join(folder, TASK_FILE), JSON.stringify(task));
  const job = await JobProcess.start(folder, WORKER);
  while ((await readJobRecord(folder))?.SecondaryStatus !== 'Training') await sleep(10);
  return { folder, job };
}

test('stops when it is told to', async () => {
  const { folder, job } = await started();
  job.stop();
  expect(await job.ended).toBe('exit code 0');
  expect((await readJobRecord(folder))?.TrainingJobStatus).toBe('Stopped');
});

test('gives up, and says nothing, where whoever started it is gone', async () => {
  const { folder, job } = await started();
  job.abandon();
  expect(await job.ended).toBe('exit code 0');
  expect((await readJobRecord(folder))?.TrainingJobStatus).toBe('InProgress');
});
