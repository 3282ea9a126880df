import { join } from 'node:path';

/** Where SageMaker puts things in a training container, unless SAGEMAKER_BASE_DIR says otherwise. */
export const CONTAINER_BASE = '/opt/ml';

/** The tree below `/opt/ml` as a training container sees it. */
export interface ContainerPaths {
  /** `/opt/ml` */
  readonly base: string;
  readonly hyperparameters: string;
  readonly inputDataConfig: string;
  readonly resourceConfig: string;
  readonly checkpointConfig: string;
  /** What lies here when the training ends becomes model.tar.gz. */
  readonly model: string;
  /** What lies here becomes output.tar.gz. */
  readonly outputData: string;
  /** Its first 1,024 characters become the job's FailureReason. */
  readonly failure: string;
  /** Of input mode File the channel's folder; of Pipe the stem of its FIFOs. */
  channel(name: string): string;
}

export function containerPaths(base: string): ContainerPaths {
  const config = (name: string) => join(base, 'input/config', name);
  return {
    base,
    hyperparameters: config('hyperparameters.json'),
    inputDataConfig: config('inputdataconfig.json'),
    resourceConfig: config('resourceconfig.json'),
    checkpointConfig: config('checkpointconfig.json'),
    model: join(base, 'model'),
    outputData: join(base, 'output/data'),
    failure: join(base, 'output/failure'),
    channel: (name) => join(base, 'input/data', name),
  };
}
