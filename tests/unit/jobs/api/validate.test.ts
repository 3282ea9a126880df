import { describe, expect, test } from 'vitest';
import type { ServiceError } from '../../../../src/jobs/api/service-error.js';
import { validate, violationsOf } from '../../../../src/jobs/api/validate.js';

const job = {
  TrainingJobName: 'digits-1',
  AlgorithmSpecification: { TrainingInputMode: 'File' },
  RoleArn: 'arn:aws:iam::123456789012:role/SageMaker',
  OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
  ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
};
const violations = (more: object, options = {}) =>
  violationsOf('CreateTrainingJobRequest', { ...job, ...more }, options);

function errorOf(request: unknown): ServiceError {
  try {
    validate('CreateTrainingJobRequest', request);
  } catch (error) {
    return error as ServiceError;
  }
  throw new Error('It was accepted.');
}

test('a good request is one', () => {
  expect(violations({ HyperParameters: { k: '10' }, Tags: [{ Key: 'größe', Value: 'a b' }] })).toEqual([]);
});

test.each<[object, string]>([
  [
    { TrainingJobName: 'a_b' },
    "Value 'a_b' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
  ],
  [{ RoleArn: undefined }, "Value null at 'roleArn' failed to satisfy constraint: Member must not be null"],
  [
    { AlgorithmSpecification: { TrainingInputMode: 'Fast' } },
    "Value 'Fast' at 'algorithmSpecification.trainingInputMode' failed to satisfy constraint: Member must satisfy enum value set: [Pipe, File, FastFile]",
  ],
  [
    { StoppingCondition: { MaxRuntimeInSeconds: 0 } },
    "Value '0' at 'stoppingCondition.maxRuntimeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    { HyperParameters: { k: 'x'.repeat(2501) } },
    `Value '{k=${'x'.repeat(2501)}}' at 'hyperParameters' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 2500, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: .*]`,
  ],
  [
    { VpcConfig: { Subnets: ['a'], SecurityGroupIds: ['s g'] } },
    "Value '[s g]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 32, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: [-0-9a-zA-Z]+]",
  ],
  [
    {
      InputDataConfig: [
        { ChannelName: 'train', DataSource: {} },
        { ChannelName: 'a b', DataSource: {} },
      ],
    },
    "Value 'a b' at 'inputDataConfig.2.member.channelName' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9\\.\\-_]+",
  ],
  [
    { InputDataConfig: [] },
    "Value '[]' at 'inputDataConfig' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
])('%j', (more, text) => {
  expect(violations(more)).toEqual([text]);
});

test('all at once, counted', () => {
  const { type, message, status } = errorOf({ ...job, TrainingJobName: '', RoleArn: undefined });
  expect({ type, status }).toEqual({ type: 'ValidationException', status: 400 });
  expect(message).toMatch(/^3 validation errors detected: Value '' at 'trainingJobName' .*; Value null at 'roleArn'/);
});

test.each<[object, string]>([
  [{ HyperParameters: { k: 3 } }, 'NUMBER_VALUE can not be converted to a String'],
  [{ StoppingCondition: { MaxRuntimeInSeconds: '60' } }, 'STRING_VALUE can not be converted to a Integer'],
  [{ InputDataConfig: {} }, 'START_OBJECT can not be converted to a List'],
])('a value of the wrong type: %j', (more, text) => {
  expect(errorOf({ ...job, ...more })).toMatchObject({ type: 'SerializationException', message: text });
});

describe('on one’s own machine', () => {
  const local = { OutputDataConfig: { S3OutputPath: 'out' } };
  test('an address may be a path', () => {
    expect(violations(local)).toHaveLength(1);
    expect(violations(local, { localAddresses: true })).toEqual([]);
  });
  test('and what means nothing there may be missing', () => {
    expect(violationsOf('CreateTrainingJobRequest', {}, { partial: true })).toEqual([]);
  });
});
