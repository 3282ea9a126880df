import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UserError } from '../../../src/errors.js';
import { parseTransformJob, readTransformJob } from '../../../src/jobs/transform-job.js';
import { scratch } from '../library/support.js';

const REQUEST = {
  TransformJobName: 'scores',
  ModelName: 'm',
  MaxConcurrentTransforms: 2,
  MaxPayloadInMB: 5,
  BatchStrategy: 'SingleRecord',
  Environment: { SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label' },
  TransformInput: {
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 'in' } },
    ContentType: 'text/csv',
    CompressionType: 'Gzip',
    SplitType: 'Line',
  },
  TransformOutput: { S3OutputPath: 'file:///answers', Accept: 'text/csv', AssembleWith: 'Line', KmsKeyId: '' },
  TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
  DataProcessing: { InputFilter: '$[1:]', OutputFilter: '$[0,-1]', JoinSource: 'Input' },
  ModelClientConfig: { InvocationsTimeoutInSeconds: 600, InvocationsMaxRetries: 3 },
  Tags: [],
};

async function messages(request: object): Promise<readonly string[]> {
  const error = await parseTransformJob(request, { folder: '/f', findModel: (name) => name }).then(
    () => undefined,
    (reason: UserError) => reason,
  );
  expect(error).toMatchObject({ name: 'UserError' });
  return (error as UserError).issues.map(({ message }) => message);
}

describe('a CreateTransformJob request', () => {
  it('is what transform takes', async () => {
    const { name, spec, notes } = await parseTransformJob(REQUEST, {
      folder: '/f',
      findModel: (name) => `${name}.tar.gz`,
    });
    expect({ name, notes }).toEqual({ name: 'scores', notes: [] });
    expect(spec).toEqual({
      model: 'm.tar.gz',
      input: '/f/in',
      output: '/answers',
      contentType: 'text/csv',
      compressionType: 'Gzip',
      splitType: 'Line',
      batchStrategy: 'SingleRecord',
      maxPayloadInMB: 5,
      maxConcurrentTransforms: 2,
      accept: 'text/csv',
      assembleWith: 'Line',
      dataProcessing: { inputFilter: '$[1:]', outputFilter: '$[0,-1]', joinSource: 'Input' },
      environment: REQUEST.Environment,
    });
  });

  it('brings its model along, with the image and the environment of its container', async () => {
    const folder = await scratch();
    await mkdir(join(folder, 'model'));
    const container = {
      ModelDataUrl: 'model',
      Image: '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.0-1-cpu-py3',
      Environment: { SAGEMAKER_INFERENCE_OUTPUT: 'probability' },
    };
    const Models = [{ ModelName: 'm', PrimaryContainer: container }];
    await writeFile(join(folder, 'job.json'), JSON.stringify({ ...REQUEST, Models }));
    expect((await readTransformJob(join(folder, 'job.json'))).spec.model).toEqual({
      model: join(folder, 'model'),
      answers: { imageVersion: '1.0-1', select: ['probability'] },
    });
  });

  it("has all its problems told at once, in AWS's words where it has some", async () => {
    const failed = (member: string, value: string, rule: string) =>
      `Value ${value} at '${member}' failed to satisfy constraint: ${rule}`;
    const request = {
      TransformJobName: 'a_b',
      MaxConcurrentTransforms: -1,
      MaxPayloadInMB: 1.5,
      BatchStrategy: 'Multi',
      Environment: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`V${at}`, ''])),
      TransformInput: { ContentType: 'x'.repeat(257), SplitType: 'Paragraph' },
      DataProcessing: { InputFilter: `$.${'a'.repeat(62)}` },
      ModelClientConfig: { InvocationsTimeoutInSeconds: 3601 },
      Nonsense: 1,
    };
    const [service, ...ours] = await messages(request);
    const violations = [
      failed(
        'transformJobName',
        "'a_b'",
        'Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}',
      ),
      failed('maxConcurrentTransforms', "'-1'", 'Member must have value greater than or equal to 0'),
      failed(
        'modelClientConfig.invocationsTimeoutInSeconds',
        "'3601'",
        'Member must have value less than or equal to 3600',
      ),
      failed('batchStrategy', "'Multi'", 'Member must satisfy enum value set: [MultiRecord, SingleRecord]'),
      failed('transformInput.contentType', `'${'x'.repeat(257)}'`, 'Member must have length less than or equal to 256'),
      failed(
        'transformInput.splitType',
        "'Paragraph'",
        'Member must satisfy enum value set: [None, Line, RecordIO, TFRecord]',
      ),
      failed('dataProcessing.inputFilter', `'$.${'a'.repeat(62)}'`, 'Member must have length less than or equal to 63'),
    ];
    expect(service).toMatch(/^8 validation errors detected: /);
    for (const violation of violations) expect(service).toContain(violation);
    expect(service).toContain(
      "at 'environment' failed to satisfy constraint: Member must have length less than or equal to 16",
    );
    expect(ours).toEqual([
      'ModelName is missing.',
      'TransformInput.DataSource is missing.',
      'TransformOutput is missing.',
      'MaxPayloadInMB must be a whole number, not 1.5.',
      'Nonsense is not known.',
    ]);
  });

  it('reads no manifests, nothing in S3, and no model that nobody knows', async () => {
    const source = { S3DataType: 'ManifestFile', S3Uri: 's3://bucket/x' };
    const input = { DataSource: { S3DataSource: source } };
    expect(await messages({ ...REQUEST, TransformInput: input })).toEqual([
      'TransformInput.DataSource.S3DataSource.S3DataType ManifestFile is not read here.',
      's3://bucket/x lies in S3; jobs that run on this machine read and write local files only.',
    ]);
    await expect(parseTransformJob(REQUEST, { folder: '/f' })).rejects.toThrow("ModelName 'm' is no model known here.");
  });
});
