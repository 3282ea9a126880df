import { DEFAULT_CONTROL_PLANE_PORT, startControlPlane } from '../jobs/control-plane/control-plane.js';
import { isLoopback } from '../serving/http/own-name.js';
import { type Arguments, argumentsError, missingFlag } from './arguments.js';
import { integer, text } from './flags.js';
import { type Io, shownPath } from './io.js';
import { errorText } from './print-error.js';
import type { Verb } from './verb.js';

export const controlPlane: Verb = {
  name: 'control-plane',
  summary: 'SageMaker’s API on this machine, for boto3 and the other AWS SDKs',
  usage: ['--data DIR [--s3-root DIR] [--port N] [--host NAME] [--jobs N]'],
  positionals: [],
  flags: [
    text('data', 'DIR', 'keeps records and jobs; the same folder again goes on where it ended'),
    text('s3-root', 'DIR', 'stands for S3: s3://BUCKET/KEY is DIR/BUCKET/KEY; default s3 in the data folder'),
    integer('port', 'N', `default ${DEFAULT_CONTROL_PLANE_PORT}; 0 takes any that is free`),
    text('host', 'NAME', 'default 127.0.0.1, which only this machine reaches; there is no password'),
    integer('jobs', 'N', 'how many jobs may run at once; default half as many as there are cores'),
  ],
  examples: [
    {
      says: 'What boto3 takes as endpoint_url, and AWS’s command line as --endpoint-url, until Ctrl-C',
      command: 'sagelocal control-plane --data out/control-plane --port 8093',
      meanwhile:
        'curl http://127.0.0.1:8093/ --fail --silent --show-error --header "X-Amz-Target: SageMaker.ListTrainingJobs" --data "{}"',
    },
  ],
  run: runControlPlane,
};

async function runControlPlane(args: Arguments, io: Io): Promise<number> {
  const dataFolder = args.text('data');
  if (dataFolder === undefined) throw argumentsError([missingFlag('data', 'DIR')]);
  const maxJobs = args.integer('jobs');
  if (maxJobs === 0) throw argumentsError([{ code: 'E_FLAG_VALUE', message: '--jobs needs at least 1.' }]);
  const host = args.text('host') ?? '127.0.0.1';
  const plane = await startControlPlane({
    dataFolder,
    s3Root: args.text('s3-root'),
    port: args.integer('port'),
    host,
    maxJobs,
    signal: io.signal,
    onFault: (error) => void io.stderr.write(errorText(error, 'control-plane')),
  });
  io.stdout.write(`listening on ${plane.url}\n`);
  io.stdout.write(`s3://BUCKET/KEY is ${shownPath(plane.s3Root)}/BUCKET/KEY\n`);
  if (!isLoopback(host)) {
    io.stderr.write('note: other machines can reach this control plane, and it asks for no password.\n');
  }
  await plane.closed;
  return 0;
}
