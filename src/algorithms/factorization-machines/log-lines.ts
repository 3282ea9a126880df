import type { LogPart } from '../algorithm.js';
import type { FactorizationMachinesStep } from './steps.js';

/**
 * What SageMaker's container prints at a step beside the lines that all algorithms print (`#quality_metric`, `#test_score`, `#progress_metric`:
 * made of a step's metrics).
 */
export function logLines(step: FactorizationMachinesStep): readonly LogPart[] {
  if (step.phase === 'update' && step.published) return [{ print: 'quality', channel: 'train' }];
  if (step.phase !== 'initialize') return [];
  if (step.network === 'dense') return [{ level: 'INFO', text: '[Dense network] Building a dense network.' }];
  return [
    { level: 'INFO', text: '[Sparse network] Building a sparse network.' },
    {
      level: 'WARNING',
      text: 'Adam updates lazily: a mini-batch moves the parameters of its own features and leaves the others, moments included.',
    },
  ];
}
