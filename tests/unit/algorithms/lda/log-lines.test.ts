import { expect, test } from 'vitest';
import { logLines } from '../../../../src/algorithms/lda/log-lines.js';
import type { LdaStep } from '../../../../src/algorithms/lda/steps.js';
import { matrix } from './helpers.js';

const common = { epoch: 0, rows: 0, progress: 0, metrics: {} };
const search = {
  ...common,
  phase: 'decompose',
  restart: 0,
  restarts: 10,
  init: 'svd',
  components: new Float64Array(),
  weights: new Float64Array(),
  whitening: { rank: 0, dewhitener: new Float64Array() },
  alpha0: 1,
} as const;
const eigenvalues = new Float64Array();

/** The numbers of AWS's notebook job. */
const steps: readonly LdaStep[] = [
  { ...common, phase: 'start', requested: 10, lookedFor: 13, alpha0: 1 },
  { ...common, phase: 'load', batch: 0, rows: 5400 },
  { ...common, phase: 'epoch', documents: 5400, words: 25 },
  { ...common, phase: 'moments', mean: new Float64Array(), documents: 5400 },
  { ...common, phase: 'whiten', iteration: 0, eigenvalues },
  { ...common, phase: 'whiten', eigenvalues },
  { ...common, phase: 'tensor', rank: 13 },
  { ...search, iteration: 1, error: 0.5 },
  { ...search, iteration: 7, error: 0.4, lineSearchGain: 0.25 },
  { ...search, iteration: 340, error: 0.27473667, stopped: 'converged' },
  { ...search, restart: 1, init: 'random', iteration: 1, error: 0.9, stopped: 'max_iterations' },
  { ...common, phase: 'finalize', error: 0.274736671, alpha: new Float32Array(), beta: matrix([]), host: 'algo-1' },
  { ...common, phase: 'test' },
];

test("a job prints the lines of SageMaker's own, in its order", () => {
  const lines = steps.flatMap(logLines).map(({ level, text }) => `${level} ${text}`);
  expect(lines).toEqual([
    'INFO Running LDA for 13 topics (10 requested)',
    'WARNING alpha0 is 1: documents with few topics each, as are usual, want a value below 1.',
    'INFO Loaded all data into matrix with shape: (5400, 25)',
    'INFO Krylov method iteration: 0.',
    'INFO Starting SVD...',
    'INFO Restart 1/10',
    'INFO [CPDecomp] Starting CPDecomp...',
    'INFO [CPDecomp] Configuration: num_qr_iterations=5, line_search=True, relaxation_factor=scaled',
    'INFO [CPDecomp] Using svd initialization.',
    'INFO [CPDecomp] Using line search: error_diff=0.25',
    'INFO [CPDecomp] iter=340, error=0.2747, var=0.0',
    'INFO [CPDecomp] Converged to local minimum in 340 iterations.',
    'INFO Restart 2/10',
    'INFO [CPDecomp] Starting CPDecomp...',
    'INFO [CPDecomp] Configuration: num_qr_iterations=5, line_search=True, relaxation_factor=scaled',
    'INFO [CPDecomp] Using random initialization.',
    'INFO [CPDecomp] iter=1, error=0.9000, var=0.0',
    'INFO [CPDecomp] Stopped after 1 iterations.',
    'INFO Best reconstruction error: 0.27473667',
    'INFO Serializing LDA model to /opt/ml/model/model_algo-1',
  ]);
});

test('a small alpha0 needs no warning', () => {
  const [start] = steps as [LdaStep & { phase: 'start' }];
  expect(logLines({ ...start, alpha0: 0.1 })).toHaveLength(1);
});
