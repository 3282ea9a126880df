import { rowsOf } from '../../data/dense.js';
import type { Elapsed, LogLine } from '../algorithm.js';
import type { GatherStep, KNNStep } from './steps.js';

/** What SageMaker's k-NN container prints at a step, besides what all containers print. */
export function logLines(step: KNNStep, elapsed: Elapsed): readonly LogLine[] {
  const seconds = Math.floor(elapsed.sinceLastLine ?? elapsed.sincePreviousStep);
  switch (step.phase) {
    case 'gather':
      return gatherLines(step).map(info);
    case 'trained':
      return [`...Finished training index in ${seconds} second(s)`, 'Adding data to index...'].map(info);
    case 'test':
      return ['Searching index...', `...Done searching index in ${seconds} second(s)`].map(info);
    default:
      return [];
  }
}

/** Rows with NaN are refused when they are read. */
function gatherLines({ host, featureDim, features }: GatherStep): string[] {
  const rows = rowsOf(features);
  return [
    `Getting reservoir sample from ${host}...`,
    `...Got reservoir sample from ${host}: data=(${rows}, ${featureDim}), labels=(${rows},), NaNs=0`,
    'Training index...',
  ];
}

function info(text: string): LogLine {
  return { level: 'INFO', text };
}
