import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../../../src/jobs/control-plane/control-plane.js';
import { KMeans } from '../../../../src/library/estimators.js';
import { GROUPS, scratch } from '../../library/support.js';

type Json = Readonly<Record<string, unknown>>;

let modelPath: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sagelocal-model-'));
  modelPath = join(folder, 'model.tar.gz');
  await (await new KMeans({ k: 3 }).fit({ train: GROUPS })).save(modelPath);
  return () => rm(folder, { recursive: true });
});

let data: string;
let plane: ControlPlane;
beforeEach(async () => {
  data = await scratch();
  await mkdir(join(data, 's3/b'), { recursive: true });
  await start();
  onTestFinished(() => plane.close());
});

async function start() {
  plane = await startControlPlane({ dataFolder: data, port: 0, worker: join(data, 'no-worker.mjs') });
}

async function call(operation: string, request: Json): Promise<Json> {
  const headers = { 'X-Amz-Target': `SageMaker.${operation}`, Connection: 'close' };
  const answer = await fetch(plane.url, { method: 'POST', headers, body: JSON.stringify(request) });
  return (await answer.json()) as Json;
}

const invoke = (name: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${plane.url}/endpoints/${name}/invocations`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', Accept: 'text/csv', Connection: 'close', ...headers },
    body,
  });

const ExecutionRoleArn = 'arn:aws:iam::000000000000:role/local';
const arn = (kind: string, name: string) => `arn:aws:sagemaker:us-east-1:000000000000:${kind}/${name}`;

async function createModel(name: string, container: Json = {}) {
  await mkdir(join(data, 's3/b', name), { recursive: true });
  await copyFile(modelPath, join(data, 's3/b', name, 'model.tar.gz'));
  const PrimaryContainer = { ModelDataUrl: `s3://b/${name}/model.tar.gz`, ...container };
  return call('CreateModel', { ModelName: name, PrimaryContainer, ExecutionRoleArn });
}

const variant = (ModelName: string, VariantName = 'all') => ({ ModelName, VariantName, InitialInstanceCount: 1 });
const config = (name: string, ...ProductionVariants: Json[]) =>
  call('CreateEndpointConfig', { EndpointConfigName: name, ProductionVariants });

async function endpointIs(name: string, ...statuses: string[]): Promise<Json> {
  for (;;) {
    const endpoint = await call('DescribeEndpoint', { EndpointName: name });
    if (statuses.includes(endpoint.EndpointStatus as string)) return endpoint;
    await sleep(10);
  }
}

test('an endpoint, from model to answer, over a restart, to another config', async () => {
  expect(await createModel('m')).toEqual({ ModelArn: arn('model', 'm') });
  expect(await createModel('m')).toMatchObject({
    message: `Cannot create already existing model "${arn('model', 'm')}".`,
  });
  expect(await config('one', variant('m'))).toEqual({ EndpointConfigArn: arn('endpoint-config', 'one') });
  await config('two', variant('m', 'blue'), variant('m', 'green'));
  await call('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'one' });
  expect(await endpointIs('e', 'InService')).toMatchObject({
    EndpointArn: arn('endpoint', 'e'),
    ProductionVariants: [{ VariantName: 'all', CurrentWeight: 1 }],
  });
  expect((await invoke('e', '1,0\n')).status).toBe(200);

  // What it is made of may go, and so may the control plane.
  await call('DeleteEndpointConfig', { EndpointConfigName: 'one' });
  await plane.close();
  await start();
  expect((await invoke('e', '1,0\n')).status).toBe(200);

  await call('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'two' });
  await endpointIs('e', 'InService');
  const green = await invoke('e', '1,0\n', { 'X-Amzn-SageMaker-Target-Variant': 'green' });
  expect(green.headers.get('x-amzn-invoked-production-variant')).toBe('green');

  expect(await call('ListEndpoints', { StatusEquals: 'InService' })).toMatchObject({
    Endpoints: [{ EndpointName: 'e' }],
  });
  expect(await call('ListEndpointConfigs', {})).toMatchObject({ EndpointConfigs: [{ EndpointConfigName: 'two' }] });
  expect(await call('DescribeEndpointConfig', { EndpointConfigName: 'two' })).toMatchObject({
    ProductionVariants: [{ VariantName: 'blue' }, { VariantName: 'green' }],
  });
  await call('DeleteEndpoint', { EndpointName: 'e' });
  const gone = await invoke('e', '1,0\n');
  expect({ status: gone.status, ...((await gone.json()) as Json) }).toEqual({
    status: 400,
    Message: 'Endpoint e of account 000000000000 not found.',
  });
});

test('an endpoint that cannot be', async () => {
  await writeFile(join(data, 's3/b/broken.tar.gz'), 'not a model');
  await createModel('broken', { ModelDataUrl: 's3://b/broken.tar.gz' });
  await createModel('good');
  await config('broken', variant('broken'));
  await config('good', variant('good'));
  await call('CreateEndpoint', { EndpointName: 'bad', EndpointConfigName: 'broken' });
  expect((await endpointIs('bad', 'Failed')).FailureReason).toMatch(
    /^The primary container for production variant all did not pass the ping health check\. /,
  );
  // One that works goes on with what it has.
  await call('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'good' });
  await endpointIs('e', 'InService');
  await call('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'broken' });
  expect(await endpointIs('e', 'InService')).toHaveProperty('FailureReason');
  expect((await invoke('e', '1,0\n')).status).toBe(200);
});

test('several models behind one endpoint, a pipeline, a shadow', async () => {
  await createModel('m');
  await createModel('many', { ModelDataUrl: 's3://b/', Mode: 'MultiModel' });
  await config('many', variant('many'));
  await call('CreateEndpoint', { EndpointName: 'many', EndpointConfigName: 'many' });
  await endpointIs('many', 'InService');
  expect((await invoke('many', '1,0\n', { 'X-Amzn-SageMaker-Target-Model': 'm/model.tar.gz' })).status).toBe(200);

  const shadows = { ProductionVariants: [variant('m')], ShadowProductionVariants: [variant('m', 'shadow')] };
  await call('CreateEndpointConfig', { EndpointConfigName: 'shadowed', ...shadows });
  await call('CreateEndpoint', { EndpointName: 'shadowed', EndpointConfigName: 'shadowed' });
  await endpointIs('shadowed', 'InService');
  expect((await invoke('shadowed', '1,0\n')).status).toBe(200);

  const Containers = [{ ModelDataUrl: 's3://b/m/model.tar.gz' }, { ModelDataUrl: 's3://b/m/model.tar.gz' }];
  await call('CreateModel', { ModelName: 'pipe', Containers, ExecutionRoleArn });
  await config('pipe', variant('pipe'));
  await call('CreateEndpoint', { EndpointName: 'pipe', EndpointConfigName: 'pipe' });
  expect(await endpointIs('pipe', 'InService', 'Failed')).toBeDefined();
});

const job = (more: Json = {}) => ({
  TransformJobName: 't',
  ModelName: 'm',
  TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://b/in' } } },
  TransformOutput: { S3OutputPath: 's3://b/out' },
  TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
  ...more,
});
const trainingJob = (AlgorithmSpecification: Json) => ({
  TrainingJobName: 'j',
  AlgorithmSpecification: { TrainingInputMode: 'File', ...AlgorithmSpecification },
  RoleArn: ExecutionRoleArn,
  OutputDataConfig: { S3OutputPath: 's3://b/out' },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
});
const both = { ModelName: 'x', ExecutionRoleArn, PrimaryContainer: {}, Containers: [{}] };

test.each<[string, Json, string]>([
  ['CreateModel', both, 'Either PrimaryContainer or Containers must be given, and not both.'],
  ['CreateModel', { ...both, Containers: undefined }, 'A container needs a ModelDataUrl'],
  [
    'CreateModel',
    { ModelName: 'x', ExecutionRoleArn, PrimaryContainer: { ModelDataUrl: 's3://b/none' } },
    'Could not find model data at s3://b/none.',
  ],
  [
    'CreateModel',
    { ...both, Containers: undefined, PrimaryContainer: { ModelDataUrl: 's3://../etc' } },
    'has no place below',
  ],
  ['DescribeModel', { ModelName: 'x' }, `Could not find model "${arn('model', 'x')}".`],
  [
    'DeleteEndpointConfig',
    { EndpointConfigName: 'x' },
    `Could not find endpoint configuration "${arn('endpoint-config', 'x')}".`,
  ],
  ['CreateEndpointConfig', { EndpointConfigName: 'x', ProductionVariants: [variant('x')] }, 'Could not find model "'],
  ['CreateEndpoint', { EndpointName: 'x', EndpointConfigName: 'x' }, 'Could not find endpoint configuration "'],
  ['UpdateEndpoint', { EndpointName: 'x', EndpointConfigName: 'x' }, 'Could not find endpoint configuration "'],
  ['CreateTransformJob', job(), `Could not find model "${arn('model', 'm')}".`],
  ['DescribeTransformJob', { TransformJobName: 'x' }, 'Could not find requested job with name: x'],
  ['DescribeTrainingJob', { TrainingJobName: 'x' }, 'Requested resource not found.'],
  [
    'CreateTrainingJob',
    trainingJob({ TrainingImage: 'tensorflow:2' }),
    "'tensorflow:2' is not the image of a built-in algorithm",
  ],
  ['ListTrainingJobs', { MaxResults: 101 }, 'Member must have value less than or equal to 100'],
  ['ListTrainingJobs', { NextToken: 'x' }, 'The pagination token is invalid.'],
])('%s %j', async (operation, request, message) => {
  expect(await call(operation, request)).toEqual({
    __type: 'ValidationException',
    message: expect.stringContaining(message),
  });
});

test('a transform job needs its input, and its name is given once', async () => {
  await createModel('m');
  const [weightless] = [{ ...variant('m'), InitialVariantWeight: 0 }];
  expect(await config('zero', weightless)).toMatchObject({ message: expect.stringContaining('weight above 0') });
  expect(await call('CreateTransformJob', job())).toMatchObject({
    message: 'No S3 objects found under S3 URL "s3://b/in" given in input data source.',
  });
  await writeFile(join(data, 's3/b/in'), '1,0\n');
  await call('CreateTransformJob', job());
  expect(await call('CreateTransformJob', job())).toMatchObject({ __type: 'ResourceInUse' });
  for (;;) {
    const { TransformJobStatus, FailureReason } = await call('DescribeTransformJob', { TransformJobName: 't' });
    if (TransformJobStatus === 'InProgress') continue;
    // There is no such worker.
    expect(FailureReason).toMatch(/^InternalServerError: .*exit code 1/);
    break;
  }
  expect(await call('StopTransformJob', { TransformJobName: 't' })).toMatchObject({
    message: 'The request was rejected because the transform job is in status Failed.',
  });
  expect(await call('ListTransformJobs', {})).toMatchObject({
    TransformJobSummaries: [{ TransformJobStatus: 'Failed' }],
  });
});

test('a web page cannot reach it', async () => {
  const page = await fetch(plane.url, { method: 'POST', body: '{}', headers: { 'Content-Type': 'text/plain' } });
  expect(await page.json()).toMatchObject({ __type: 'UnknownOperationException' });
  expect((await fetch(plane.url, { method: 'OPTIONS', headers: { Origin: 'http://evil.example' } })).status).toBe(405);
});
