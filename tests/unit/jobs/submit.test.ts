import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { UserError } from '../../../src/errors.js';
import { sendRequest, submitRequest } from '../../../src/jobs/submit.js';

const RoleArn = 'arn:aws:iam::123456789012:role/SageMaker';
const channel = (name: string, uri: string) => ({
  ChannelName: name,
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri } },
});
const spec = {
  AlgorithmSpecification: { AlgorithmName: 'kmeans' },
  HyperParameters: { k: '10', feature_dim: '64' },
  InputDataConfig: [channel('train', './train.csv'), channel('test', 's3://elsewhere/test')],
  OutputDataConfig: { S3OutputPath: 'models/' },
  Environment: { SAGELOCAL_SEED: '3' },
};
const options = {
  region: 'us-east-1',
  roleArn: RoleArn,
  instanceType: 'ml.m5.large',
  data: 's3://bucket/digits/',
  clock: () => Date.UTC(2026, 10, 26, 9, 5, 10, 123),
};

test('what is enough at home becomes what SageMaker needs', async () => {
  expect(await submitRequest(spec, options)).toEqual({
    TrainingJobName: 'kmeans-2026-11-26-09-05-10-123',
    AlgorithmSpecification: {
      TrainingInputMode: 'File',
      TrainingImage: '382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1',
    },
    RoleArn,
    HyperParameters: { k: '10', feature_dim: '64' },
    InputDataConfig: [channel('train', 's3://bucket/digits/train.csv'), channel('test', 's3://elsewhere/test')],
    OutputDataConfig: { S3OutputPath: 's3://bucket/digits/models/' },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 },
    StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
  });
});

const imageIn = async (TrainingImage: string, more = {}) => {
  const HyperParameters = { num_round: '1' };
  const request = await submitRequest(
    { ...spec, HyperParameters, AlgorithmSpecification: { TrainingImage } },
    { ...options, ...more },
  );
  return (request.AlgorithmSpecification as { TrainingImage: string }).TrainingImage;
};

test.each([
  ['xgboost:1.7-1', {}, '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1'],
  ['xgboost:latest', {}, '811284229777.dkr.ecr.us-east-1.amazonaws.com/xgboost:1'],
  [
    'sagemaker-xgboost',
    { imageVersion: '0.90-2' },
    '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:0.90-2-cpu-py3',
  ],
  [
    '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.5-1',
    {},
    '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.5-1',
  ],
  [
    '111122223333.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.5-1',
    {},
    '111122223333.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.5-1',
  ],
])('the image %s, %j, is %s', async (image, more, uri) => {
  expect(await imageIn(image, more)).toBe(uri);
});

test('every problem at once', async () => {
  const bad = {
    ...spec,
    HyperParameters: { k: 'ten', feature_dim: '64' },
    InputDataConfig: [channel('train', '../train.csv'), channel('test', '/data/test')],
    OutputDataConfig: { S3OutPath: 's3://bucket/out' },
  };
  const error: UserError = await submitRequest(bad, { region: 'mars-1' }).catch((caught) => caught);
  expect(error.code).toBe('E_SUBMIT');
  expect(error.issues.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['E_IMAGE_REGION', 'E_LOCAL_ADDRESS', 'E_INSTANCE_TYPE', 'E_JOB_SPEC', 'E_VALIDATION']),
  );
  expect(error.message).toContain('OutputDataConfig.S3OutPath is not known to SageMaker.');
  expect(error.message).toContain("Value null at 'roleArn'");
  expect(error.message).toContain("hyperparameter 'k'");
});

test.each([[null], [[]], ['x']])('%j is no spec', async (value) => {
  await expect(submitRequest(value, options)).rejects.toMatchObject({ code: 'E_JOB_SPEC' });
});

/** AWS, as far as one answer goes. */
async function answering(status: number, body: object) {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return sendRequest(await submitRequest(spec, options), { region: 'us-east-1', endpointUrl });
}

test('AWS says yes, no, and nothing sensible', async () => {
  expect(await answering(200, { TrainingJobArn: 'arn:job' })).toBe('arn:job');
  await expect(answering(400, { __type: 'ResourceInUse', Message: 'taken' })).rejects.toMatchObject({
    code: 'E_AWS_REFUSED',
    message: 'ResourceInUse: taken',
  });
  await expect(answering(500, { __type: 'InternalFailure' })).rejects.toMatchObject({ code: 'E_AWS' });
});
