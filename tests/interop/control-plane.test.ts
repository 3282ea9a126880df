/** The control plane and AWS's own clients: they are pointed at it and nothing else is changed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  DeleteModelCommand,
  DescribeModelCommand,
  DescribeTrainingJobCommand,
  paginateListModels,
  ResourceInUse,
  SageMakerClient,
  StopTrainingJobCommand,
  waitUntilEndpointInService,
  waitUntilTrainingJobCompletedOrStopped,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, ModelError, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { algorithms } from '../../src/algorithms/registry.js';
import { imageVersions } from '../../src/jobs/api/image-uri.js';
import { submitRequest } from '../../src/jobs/submit.js';
import { loadModel } from '../../src/library/load-model.js';

const python = process.env.SAGELOCAL_SDK_PYTHON;
if (python === undefined) console.warn('SAGELOCAL_SDK_PYTHON is not set: boto3 and botocore are skipped.');
const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const DIGITS = fileURLToPath(new URL('../../fixtures/digits/train.csv', import.meta.url));
const QUIET_SDK = fileURLToPath(new URL('local-mode', import.meta.url));
const beside = (name: string) => fileURLToPath(new URL(`control-plane/${name}`, import.meta.url));

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'sagelocal-plane-'));
  onTestFinished(() => rm(data, { recursive: true }));
  await mkdir(join(data, 's3/bucket/train'), { recursive: true });
});

interface Server {
  readonly url: string;
  readonly child: ChildProcess;
}

/** The control plane as its users have it, in a process of its own. */
async function start(): Promise<Server> {
  const args = [PROGRAM, 'control-plane', '--data', data, '--port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => end(child, 'SIGTERM'));
  const [said] = await once(child.stdout, 'data');
  return { url: /listening on (\S+)/.exec(String(said))?.[1] as string, child };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

function settings(endpoint: string) {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  return { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
}

function clientOf({ url }: Server): SageMakerClient {
  const client = new SageMakerClient(settings(url));
  onTestFinished(() => client.destroy());
  return client;
}

const RoleArn = 'arn:aws:iam::000000000000:role/local';
const image = '382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1';

function job(TrainingJobName: string, HyperParameters: Record<string, string>, label = 0) {
  return new CreateTrainingJobCommand({
    TrainingJobName,
    AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
    RoleArn,
    HyperParameters,
    InputDataConfig: [
      {
        ChannelName: 'train',
        ContentType: `text/csv;label_size=${label}`,
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/train/' } },
      },
    ],
    OutputDataConfig: { S3OutputPath: 's3://bucket/models' },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  });
}

/** A job that ends only when it is stopped. */
async function endlessJob(client: SageMakerClient, name: string): Promise<void> {
  await cp(DIGITS, join(data, 's3/bucket/train/digits.csv'));
  await client.send(job(name, { k: '10', feature_dim: '64', epochs: '100000000' }, 1));
  await until(client, name, ({ SecondaryStatus }) => SecondaryStatus === 'Training');
}

type Described = Awaited<ReturnType<typeof describeJob>>;
const describeJob = (client: SageMakerClient, TrainingJobName: string) =>
  client.send(new DescribeTrainingJobCommand({ TrainingJobName }));

async function until(client: SageMakerClient, name: string, isThere: (job: Described) => boolean): Promise<Described> {
  for (;;) {
    const described = await describeJob(client, name);
    if (isThere(described)) return described;
    await sleep(20);
  }
}

const WAIT = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

describe('AWS’s SDK for JavaScript', () => {
  test('trains, deploys, asks, and raises what it raises in the cloud', async () => {
    await writeFile(join(data, 's3/bucket/train/a.csv'), '0,0\n0,1\n9,9\n9,8\n');
    const server = await start();
    const client = clientOf(server);
    const small = job('digits', { k: '2', feature_dim: '2' });
    await client.send(small);
    await waitUntilTrainingJobCompletedOrStopped({ client, ...WAIT }, { TrainingJobName: 'digits' });
    const { ModelArtifacts, CreationTime, FinalMetricDataList } = await describeJob(client, 'digits');
    expect(CreationTime).toBeInstanceOf(Date);
    expect(FinalMetricDataList?.map(({ MetricName }) => MetricName)).toContain('train:msd');
    await expect(client.send(small)).rejects.toBeInstanceOf(ResourceInUse);

    const ModelDataUrl = ModelArtifacts?.S3ModelArtifacts;
    const model = { ModelName: 'm', ExecutionRoleArn: RoleArn, PrimaryContainer: { Image: image, ModelDataUrl } };
    await client.send(new CreateModelCommand(model));
    const ProductionVariants = [{ VariantName: 'all', ModelName: 'm' }];
    await client.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'c', ProductionVariants }));
    await client.send(new CreateEndpointCommand({ EndpointName: 'e', EndpointConfigName: 'c' }));
    await waitUntilEndpointInService({ client, ...WAIT }, { EndpointName: 'e' });
    const runtime = new SageMakerRuntimeClient(settings(server.url));
    onTestFinished(() => runtime.destroy());
    const invoke = (Body: string) =>
      runtime.send(new InvokeEndpointCommand({ EndpointName: 'e', ContentType: 'text/csv', Accept: 'text/csv', Body }));
    expect(Buffer.from((await invoke('0,0\n9,9\n')).Body).toString()).toMatch(/^\d\.0,0\.5\n\d\.0,0\.5\n$/);
    const refused = await invoke('0,x').catch((error) => error);
    expect(refused).toBeInstanceOf(ModelError);
    expect(refused).toMatchObject({ OriginalStatusCode: 400, OriginalMessage: expect.stringContaining('unable to') });
  });

  test('is answered while a job runs, stops it, and hears of it', async () => {
    const server = await start();
    const client = clientOf(server);
    await endlessJob(client, 'endless');
    await client.send(new StopTrainingJobCommand({ TrainingJobName: 'endless' }));
    const stopped = await until(client, 'endless', ({ TrainingJobStatus }) => TrainingJobStatus === 'Stopped');
    expect(stopped).toMatchObject({ SecondaryStatus: 'Stopped', TrainingEndTime: expect.any(Date) });
    expect(stopped).not.toHaveProperty('ModelArtifacts');
  });
});

/** Eight at once make models, and take every third away, until so much is reported done; then the server is killed. */
async function writeUntilKilled({ child }: Server, client: SageMakerClient, moment: number) {
  const [made, gone] = [new Set<string>(), new Set<string>()];
  const PrimaryContainer = { ModelDataUrl: 's3://bucket/model' };
  let reports = 0;
  const report = (names: Set<string>, name: string) => {
    names.add(name);
    if (++reports === moment) child.kill('SIGKILL');
  };
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let i = 0; ; i++) {
      const ModelName = `m-${writer}-${i}`;
      await client.send(new CreateModelCommand({ ModelName, PrimaryContainer, ExecutionRoleArn: RoleArn }));
      report(made, ModelName);
      if (i % 3 !== 2) continue;
      // From here on nobody knows whether it is there, until that is reported.
      made.delete(ModelName);
      await client.send(new DeleteModelCommand({ ModelName }));
      report(gone, ModelName);
    }
  });
  await Promise.allSettled(writers);
  return { made: [...made], gone: [...gone], reports };
}

test.each([1, 23, 200])('kill -9 after %d reports loses nothing that was reported done', async (moment) => {
  await writeFile(join(data, 's3/bucket/model'), '');
  const server = await start();
  const client = clientOf(server);
  await endlessJob(client, 'endless');
  const { made, gone, reports } = await writeUntilKilled(server, client, moment);
  expect(reports).toBeGreaterThanOrEqual(moment);

  const again = clientOf(await start());
  const kept: string[] = [];
  for await (const { Models = [] } of paginateListModels({ client: again, pageSize: 100 }, {})) {
    kept.push(...Models.map(({ ModelName }) => ModelName as string));
  }
  expect(kept).toEqual(expect.arrayContaining(made));
  expect(kept.filter((name) => gone.includes(name))).toEqual([]);
  expect(new Set(kept).size).toBe(kept.length);
  for (const ModelName of kept) {
    const model = await again.send(new DescribeModelCommand({ ModelName }));
    expect(model).toMatchObject({ ModelName, PrimaryContainer: { ModelDataUrl: 's3://bucket/model' } });
  }
  expect(await describeJob(again, 'endless')).toMatchObject({
    TrainingJobStatus: 'Failed',
    FailureReason: 'InternalServerError: The control plane ended while the job was running.',
  });
});

/** Enough of each algorithm's hyperparameters for a request. */
const HYPERPARAMETERS: Readonly<Record<string, Record<string, string>>> = {
  'linear-learner': { predictor_type: 'regressor' },
  xgboost: { num_round: '1' },
  kmeans: { k: '2', feature_dim: '2' },
  knn: { k: '1', sample_size: '10', predictor_type: 'regressor', feature_dim: '2' },
  pca: { num_components: '1', feature_dim: '2', mini_batch_size: '2' },
  randomcutforest: { feature_dim: '2' },
  'factorization-machines': { feature_dim: '2', num_factors: '2', predictor_type: 'regressor' },
  lda: { num_topics: '2', feature_dim: '2', mini_batch_size: '2' },
};
const REGIONS = ['us-east-1', 'eu-west-1', 'us-west-2', 'cn-north-1', 'us-gov-west-1', 'ap-southeast-2'];
const WITHOUT_LDA = ['cn-north-1'];

async function submitRequests() {
  const entries = [];
  for (const algorithm of algorithms.keys()) {
    for (const version of imageVersions(algorithm)) {
      for (const region of REGIONS) {
        if (algorithm === 'lda' && WITHOUT_LDA.includes(region)) continue;
        const spec = {
          AlgorithmSpecification: { AlgorithmName: algorithm },
          HyperParameters: HYPERPARAMETERS[algorithm],
          OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
        };
        const options = { region, imageVersion: version, roleArn: RoleArn, instanceType: 'ml.m5.large' };
        entries.push({ algorithm, version, region, request: await submitRequest(spec, options) });
      }
    }
  }
  return entries;
}

describe.skipIf(python === undefined)('the SDKs for Python', () => {
  test('boto3 goes the whole way', async () => {
    await writeFile(join(data, 's3/bucket/train/a.csv'), '0,0\n0,1\n9,9\n9,8\n');
    const { url } = await start();
    const { stdout } = await promisify(execFile)(python as string, [beside('journey.py'), url]);
    const seen = JSON.parse(stdout);
    expect(seen).toMatchObject(JSON.parse(await readFile(beside('expected.json'), 'utf8')));
    expect(seen.refused.OriginalMessage).toContain("Its string value is 'x'");
    expect(await readFile(join(data, 's3/bucket/answers/a.csv.out'), 'utf8')).toMatch(/^(\d\.0,0\.5\n){4}$/);
  });

  test('the SageMaker SDK’s Estimator trains, deploys, predicts and transforms, its session pointed here', async () => {
    const rows = await readFile(DIGITS, 'utf8');
    await writeFile(join(data, 's3/bucket/train/digits.csv'), rows);
    await mkdir(join(data, 's3/bucket/input'));
    const features = rows.replaceAll(/^\d+,/gm, '');
    const input = join(data, 's3/bucket/input/rows.csv');
    await writeFile(input, features);
    const { url } = await start();
    const env = { ...process.env, PYTHONPATH: QUIET_SDK };
    const { stdout } = await promisify(execFile)(python as string, [beside('estimator.py'), url, input], { env });
    const seen = JSON.parse(stdout.trim().split('\n').at(-1) as string);
    const model = await loadModel(join(data, 's3/bucket/models/digits/output/model.tar.gz'));
    const answered = Buffer.from(await model.invoke(features, 'text/csv', 'text/csv')).toString();
    expect(seen).toEqual({
      model: 's3://bucket/models/digits/output/model.tar.gz',
      answer: answered.split('\n').slice(0, 2).join('\n').concat('\n'),
      failure: expect.stringContaining('num_round'),
      network: [],
    });
    expect(await readFile(join(data, 's3/bucket/answers/rows.csv.out'), 'utf8')).toBe(answered);
  });

  test('botocore finds nothing wrong with what submit sends, and the SageMaker SDK knows the same images', async () => {
    const entries = await submitRequests();
    expect(entries.length).toBeGreaterThan(100);
    await writeFile(join(data, 'requests.json'), JSON.stringify(entries));
    const { stdout } = await promisify(execFile)(python as string, [
      beside('validate.py'),
      join(data, 'requests.json'),
    ]);
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
