import { type Issue, UserError } from '../../errors.js';
import { bytesOf } from '../body.js';
import type { EndpointAnswer, EndpointRequest, ServedModel } from './responder.js';

const MIN_MODELS = 2;
const MAX_MODELS = 15;

/** The one form that is an answer of one container and a request to the next: JSON answers have no `instances`, protobuf ones no features. */
const BETWEEN = 'text/csv';

/**
 * SageMaker's inference pipeline: the answer of each model is the request to the next. The client's Content-Type is for the first,
 * its Accept for the last.
 * @throws UserError E_PIPELINE with every pair that does not fit
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/inference-pipelines.html
 */
export function pipeline(models: readonly ServedModel[]): ServedModel {
  const issues = pipelineIssues(models);
  if (issues.length > 0) {
    throw new UserError('E_PIPELINE', issues.map((issue) => issue.message).join(' '), { issues });
  }
  const [first, last] = [models[0] as ServedModel, models.at(-1) as ServedModel];
  const algorithm = { ...last.algorithm, requestTypes: first.algorithm.requestTypes };
  return { algorithm, answer: (request) => answerThrough(models, request) };
}

async function answerThrough(models: readonly ServedModel[], request: EndpointRequest): Promise<EndpointAnswer> {
  let { body, contentType } = request;
  let answer: EndpointAnswer | undefined;
  for (const [index, model] of models.entries()) {
    request.signal.throwIfAborted();
    const accept = index === models.length - 1 ? request.accept : BETWEEN;
    const name = index === 0 ? 'request' : `answer of container ${index}`;
    answer = await model.answer({ ...request, body, contentType, accept, name });
    [body, contentType] = [bytesOf(answer.body), answer.contentType];
  }
  return answer as EndpointAnswer;
}

function pipelineIssues(models: readonly ServedModel[]): Issue[] {
  const issue = (message: string): Issue => ({ code: 'E_PIPELINE', message });
  const issues: Issue[] = [];
  if (models.length < MIN_MODELS || models.length > MAX_MODELS) {
    issues.push(issue(`A pipeline has ${MIN_MODELS} to ${MAX_MODELS} models, not ${models.length}.`));
  }
  models.forEach(({ algorithm }, index) => {
    const place = `Container ${index + 1} of the pipeline, ${algorithm.name},`;
    if (index < models.length - 1 && !algorithm.response.csv) {
      issues.push(issue(`${place} has no ${BETWEEN} answer, so none can follow it.`));
    }
    if (index > 0 && !algorithm.requestTypes.includes(BETWEEN)) {
      issues.push(issue(`${place} reads no ${BETWEEN}, so it can only be the first.`));
    }
  });
  return issues;
}
