import type { LogLine } from '../algorithm.js';
import type { PCAStep } from './steps.js';

/** What SageMaker's PCA container prints at a step, apart from what all containers print. It names no quality metric. */
export function logLines(step: PCAStep): readonly LogLine[] {
  if (step.phase !== 'initialize') return [];
  return [
    info(`The default executor is ${EXECUTOR}.`),
    info(`${step.featureDim} feature(s) found in 'data'.`),
    info(`${EXECUTOR} is assigned to batch slice from 0 to ${step.miniBatchSize - 1}.`),
  ];
}

const EXECUTOR = '<PCAExecutor on cpu(0)>';

function info(text: string): LogLine {
  return { level: 'INFO', text };
}
