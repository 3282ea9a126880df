import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultExecutionParameters } from '../../serving/endpoint/execution-parameters.js';
import { type Closing, closing } from '../../serving/http/closing.js';
import { Gate } from '../../serving/http/gate.js';
import { GuardedServer } from '../../serving/http/guarded-server.js';
import { checkLimits, type HttpLimits } from '../../serving/http/limits.js';
import { router } from '../../serving/http/router.js';
import { endpointConfigOperations } from './endpoint-configs.js';
import { Endpoints } from './endpoints.js';
import { Jobs } from './jobs.js';
import { jsonProtocol } from './json-protocol.js';
import { modelOperations } from './models.js';
import { Resources } from './resources.js';
import { Store } from './store.js';
import { trainingJobKind, trainingJobOperations } from './training-jobs.js';
import { transformJobKind, transformJobOperations } from './transform-jobs.js';
import { UnderWay } from './under-way.js';

export interface ControlPlaneOptions {
  /** Keeps everything: records, and a folder for each job. */
  readonly dataFolder: string;
  /** Stands for S3: `s3://BUCKET/KEY` is `BUCKET/KEY` below it. Default `s3` in the data folder. */
  readonly s3Root?: string | undefined;
  /** 0 takes any free port. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1: nobody else can reach it. There is no password. */
  readonly host?: string | undefined;
  /** How many jobs may run at once; the others wait. Default: half as many as the machine has cores. */
  readonly maxJobs?: number | undefined;
  readonly limits?: Partial<HttpLimits> | undefined;
  /** Shuts down as `close` does. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of every failure that is not the client's. */
  readonly onFault?: ((error: unknown) => void) | undefined;
  /** The program that works on a job; given in tests. */
  readonly worker?: string | undefined;
}

/** To close it ends the jobs that run, which will have failed, and keeps everything else. */
export interface ControlPlane extends Closing {
  /** What AWS's clients take as their endpoint. */
  readonly url: string;
  readonly port: number;
  readonly s3Root: string;
}

export const DEFAULT_CONTROL_PLANE_PORT = 8070;
const DEFAULT_HOST = '127.0.0.1';
const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url));

/**
 * SageMaker's own API, as far as training jobs, models, endpoints and transform jobs go, for AWS's clients on this machine.
 * @throws UserError E_DATA_IN_USE, E_SERVE_LIMIT, E_SERVE_ADDRESS · PlatformError E_STORE_MISSING, E_STORE_BROKEN, E_PORT_TAKEN
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { host = DEFAULT_HOST, port = DEFAULT_CONTROL_PLANE_PORT, onFault = () => undefined, signal } = options;
  const limits = checkLimits(options.limits ?? {});
  const dataFolder = resolve(options.dataFolder);
  const s3Root = resolve(options.s3Root ?? join(dataFolder, 's3'));
  const resources = new Resources(await Store.open(join(dataFolder, 'records')));
  const maxJobs = options.maxJobs ?? Math.max(1, Math.floor(availableParallelism() / 2));
  const jobsOptions = {
    folder: join(dataFolder, 'jobs'),
    worker: options.worker ?? WORKER,
    gate: new Gate(maxJobs, Number.POSITIVE_INFINITY),
    onFault,
  };
  const trainingJobs = new Jobs(trainingJobKind(s3Root), resources, jobsOptions);
  const transformJobs = new Jobs(transformJobKind, resources, jobsOptions);
  const endpoints = new Endpoints(resources, {
    executionParameters: defaultExecutionParameters(limits.maxBodyBytes),
    gate: new Gate(limits.maxRunning, limits.maxWaiting),
    onFault,
  });
  const operations = {
    ...trainingJobOperations(resources, trainingJobs, s3Root),
    ...modelOperations(resources, s3Root),
    ...endpointConfigOperations(resources),
    ...endpoints.operations(),
    ...transformJobOperations(resources, transformJobs, s3Root),
  };
  const underWay = new UnderWay();
  const parts = { resources, endpoints, jobs: [trainingJobs, transformJobs], underWay };
  try {
    await Promise.all([...parts.jobs.map((jobs) => jobs.recover()), endpoints.recover()]);
    const routes = [jsonProtocol(operations, { underWay, onFault }), endpoints.route()];
    const server = await GuardedServer.start(router(routes), { host, port, limits, onFault });
    return { url: server.url, port: server.port, s3Root, ...closing(() => shutDown(server, parts), signal) };
  } catch (error) {
    await resources.close();
    throw error;
  }
}

interface Parts {
  readonly resources: Resources;
  readonly endpoints: Endpoints;
  readonly jobs: readonly Jobs[];
  /** Operations that clients have asked for. */
  readonly underWay: UnderWay;
}

async function shutDown(server: GuardedServer, { resources, endpoints, jobs, underWay }: Parts): Promise<void> {
  await server.close();
  await underWay.settled();
  await Promise.all([...jobs.map((one) => one.close()), endpoints.settled()]);
  await resources.close();
}
