import { expect, test } from 'vitest';
import { PlatformError, UserError } from '../../../../src/errors.js';
import { ServiceError } from '../../../../src/jobs/api/service-error.js';
import { jsonProtocol } from '../../../../src/jobs/control-plane/json-protocol.js';
import { UnderWay } from '../../../../src/jobs/control-plane/under-way.js';
import type { HttpRequest } from '../../../../src/serving/http/handler.js';

const operations = {
  StopTrainingJob: { input: 'StopTrainingJobRequest', run: async (request: object) => ({ request }) },
  DeleteModel: {
    input: 'DeleteModelInput',
    run: async ({ ModelName }: { ModelName?: unknown }): Promise<never> => {
      throw FAILURES[ModelName as string];
    },
  },
};
const FAILURES: Readonly<Record<string, Error>> = {
  taken: new ServiceError('ResourceInUse', 'It is taken.'),
  wrong: new UserError('E_S3_ADDRESS', 'No such place.'),
  busy: new PlatformError('E_BUSY', 'Too much.'),
  full: new PlatformError('E_DISK_FULL', 'No room.'),
  bug: new Error('secret'),
};
const faults: unknown[] = [];
const route = jsonProtocol(operations, { underWay: new UnderWay(), onFault: (error) => faults.push(error) });

async function ask(target: string, body: string) {
  const request = {
    header: (name: string) => (name === 'x-amz-target' ? target : ''),
    body: async () => new TextEncoder().encode(body),
  } as unknown as HttpRequest;
  const { status, body: text } = await route.handle(request);
  return { status, ...JSON.parse(String(text)) };
}

test('an operation gets its request', async () => {
  const request = { TrainingJobName: 'a' };
  expect(await ask('SageMaker.StopTrainingJob', JSON.stringify(request))).toEqual({ status: 200, request });
});

test.each([
  ['SageMaker.Nothing', '{}', 'UnknownOperationException'],
  ['SageMaker.toString', '{}', 'UnknownOperationException'],
  ['', '{}', 'UnknownOperationException'],
  ['SageMaker.StopTrainingJob', '', 'ValidationException'],
  ['SageMaker.StopTrainingJob', '{"TrainingJobName": "a b"}', 'ValidationException'],
  ['SageMaker.StopTrainingJob', '{"TrainingJobName": 1}', 'SerializationException'],
  ['SageMaker.StopTrainingJob', '[]', 'SerializationException'],
  ['SageMaker.StopTrainingJob', '{', 'SerializationException'],
  ['SageMaker.StopTrainingJob', '['.repeat(100_000), 'SerializationException'],
])('%s with %.30s: %s', async (target, body, type) => {
  expect(await ask(target, body)).toMatchObject({ status: 400, __type: type, message: expect.any(String) });
});

test.each([
  ['taken', { status: 400, __type: 'ResourceInUse', Message: 'It is taken.' }],
  ['wrong', { status: 400, __type: 'ValidationException', message: expect.stringContaining('No such place.') }],
  ['busy', { status: 400, __type: 'ThrottlingException', message: 'Too much.' }],
  ['full', { status: 500, __type: 'InternalFailure', message: expect.not.stringContaining('room') }],
  ['bug', { status: 500, __type: 'InternalFailure', message: expect.not.stringContaining('secret') }],
])('a failure: %s', async (name, answer) => {
  expect(await ask('SageMaker.DeleteModel', JSON.stringify({ ModelName: name }))).toEqual(answer);
});

test('our own failures are heard of', () => {
  expect(faults).toEqual([FAILURES.full, FAILURES.bug]);
});
