import type { LogLine } from '../algorithm.js';
import type { DecomposeStep, LdaStep, StartStep } from './steps.js';

/**
 * What SageMaker's LDA container prints at a step. Not here are the lines that all algorithms print (`#quality_metric`, `#test_score`), and
 * what speaks of another program's insides: the state of its random generator, and the extremes of a covariance matrix whose scale
 * nobody outside knows.
 */
export function logLines(step: LdaStep): readonly LogLine[] {
  switch (step.phase) {
    case 'start':
      return startLines(step);
    case 'epoch':
      return [info(`Loaded all data into matrix with shape: (${step.documents}, ${step.words})`)];
    case 'whiten':
      return [info(step.iteration === undefined ? 'Starting SVD...' : `Krylov method iteration: ${step.iteration}.`)];
    case 'decompose':
      return decomposeLines(step);
    case 'finalize':
      return [
        info(`Best reconstruction error: ${Number(step.error.toPrecision(8))}`),
        info(`Serializing LDA model to /opt/ml/model/model_${step.host}`),
      ];
    default:
      return [];
  }
}

function startLines({ requested, lookedFor, alpha0 }: StartStep): LogLine[] {
  const sparse = warning(`alpha0 is ${alpha0}: documents with few topics each, as are usual, want a value below 1.`);
  return [info(`Running LDA for ${lookedFor} topics (${requested} requested)`), ...(alpha0 < 1 ? [] : [sparse])];
}

/** The start of each attempt, the first use of its line search, and its end. */
function decomposeLines(step: DecomposeStep): LogLine[] {
  const { restart, restarts, init, iteration, error, stopped, lineSearchGain } = step;
  const begins = [
    info(`Restart ${restart + 1}/${restarts}`),
    info('[CPDecomp] Starting CPDecomp...'),
    info('[CPDecomp] Configuration: num_qr_iterations=5, line_search=True, relaxation_factor=scaled'),
    info(`[CPDecomp] Using ${init} initialization.`),
  ];
  const ends = [
    info(`[CPDecomp] iter=${iteration}, error=${error.toFixed(4)}, var=0.0`),
    info(
      stopped === 'converged'
        ? `[CPDecomp] Converged to local minimum in ${iteration} iterations.`
        : `[CPDecomp] Stopped after ${iteration} iterations.`,
    ),
  ];
  return [
    ...(iteration === 1 ? begins : []),
    ...(lineSearchGain === undefined ? [] : [info(`[CPDecomp] Using line search: error_diff=${lineSearchGain}`)]),
    ...(stopped === undefined ? [] : ends),
  ];
}

function info(text: string): LogLine {
  return { level: 'INFO', text };
}

function warning(text: string): LogLine {
  return { level: 'WARNING', text };
}
