import { type Issue, UserError } from '../errors.js';
import { readSpecFile } from '../jobs/spec-file.js';
import { JOB_SPEC } from '../jobs/spec-reader.js';
import { sendRequest, submitRequest } from '../jobs/submit.js';
import { type Arguments, argumentsError, missingFlag } from './arguments.js';
import { text, toggle } from './flags.js';
import { type Io, printJson } from './io.js';
import type { Verb } from './verb.js';

export const submit: Verb = {
  name: 'submit',
  summary: 'send the same job to SageMaker itself, or show what would be sent',
  usage: ['--job FILE.json [--region NAME] [--role ARN] [--data s3://BUCKET/PREFIX] [--dry-run]'],
  positionals: [],
  flags: [
    text('job', 'FILE.json', 'a CreateTrainingJob request, as train --job takes it'),
    toggle('dry-run', 'print the request as JSON and send nothing; needs no AWS SDK, no credentials, no network'),
    text('region', 'NAME', 'of AWS; default AWS_REGION or AWS_DEFAULT_REGION. The image is that of this region'),
    text('image-version', 'VERSION', 'of the algorithm’s image; default what the job says, or else the newest'),
    text('role', 'ARN', 'with which SageMaker reads and writes S3; default the job’s RoleArn'),
    text('instance-type', 'NAME', 'one such instance, where the job has no ResourceConfig: ml.m5.large'),
    text('name', 'NAME', 'default the job’s TrainingJobName, or the algorithm and the time'),
    text('data', 's3://…', 'where the job’s relative paths lie in S3'),
    text('endpoint-url', 'URL', 'somewhere else than AWS: sagelocal control-plane'),
  ],
  examples: [
    {
      says: 'What SageMaker in Ireland would be asked',
      command:
        'sagelocal submit --job fixtures/digits/job.json --region eu-west-1 --role arn:aws:iam::123456789012:role/SageMaker --instance-type ml.m5.large --data s3://my-bucket/digits --dry-run',
    },
  ],
  run: runSubmit,
};

async function runSubmit(args: Arguments, io: Io): Promise<number> {
  const issues: Issue[] = [];
  const job = args.text('job');
  if (job === undefined) issues.push(missingFlag('job', 'FILE.json'));
  const region = args.text('region') ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region === undefined) issues.push(missingFlag('region', 'NAME'));
  if (job === undefined || region === undefined) throw argumentsError(issues);
  const request = await submitRequest(await readSpecFile(job, JOB_SPEC), {
    region,
    imageVersion: args.text('image-version'),
    name: args.text('name'),
    roleArn: args.text('role'),
    instanceType: args.text('instance-type'),
    data: dataPrefix(args),
  });
  if (args.has('dry-run')) {
    printJson(io.stdout, request);
    return 0;
  }
  io.stdout.write(`${await sendRequest(request, { region, endpointUrl: args.text('endpoint-url') })}\n`);
  return 0;
}

function dataPrefix(args: Arguments): string | undefined {
  const data = args.text('data');
  if (data === undefined || /^s3:\/\/[^/]+/.test(data)) return data;
  throw new UserError('E_FLAG_VALUE', `--data needs s3://BUCKET or s3://BUCKET/PREFIX, not '${data}'.`);
}
