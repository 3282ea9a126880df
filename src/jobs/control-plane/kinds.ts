import { inUse, type ServiceError, validationError } from '../api/service-error.js';
import type { Kind } from './store.js';

/** Who everything belongs to: there is one account here, and one region. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** What the service calls a kind of resource, and says where one is missing or there already. */
interface KindWords {
  /** `TrainingJob`, as in TrainingJobName, TrainingJobArn, CreateTrainingJob. */
  readonly noun: string;
  readonly missing: (arn: string, name: string) => ServiceError;
  readonly taken: (arn: string) => ServiceError;
}

const named = (noun: string, words: string): KindWords => ({
  noun,
  missing: (arn) => validationError(`Could not find ${words} "${arn}".`),
  taken: (arn) => validationError(`Cannot create already existing ${words} "${arn}".`),
});

export const KINDS: Readonly<Record<Kind, KindWords>> = {
  'training-job': {
    noun: 'TrainingJob',
    missing: () => validationError('Requested resource not found.'),
    taken: (arn) =>
      inUse(
        `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
      ),
  },
  'transform-job': {
    noun: 'TransformJob',
    missing: (_, name) => validationError(`Could not find requested job with name: ${name}`),
    taken: (arn) =>
      inUse(
        `Job name must be unique within an AWS account and region, and a job with this name already exists (${arn})`,
      ),
  },
  model: named('Model', 'model'),
  'endpoint-config': named('EndpointConfig', 'endpoint configuration'),
  endpoint: named('Endpoint', 'endpoint'),
};

export function arnOf(kind: Kind, name: string): string {
  return `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${kind}/${name}`;
}
