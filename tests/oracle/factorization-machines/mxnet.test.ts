import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { predictionsOf } from '../../../src/algorithms/factorization-machines/scorekeeper.js';
import { RowGatherer } from '../../../src/algorithms/factorization-machines/sparse-rows.js';
import { dense } from '../../../src/data/dense.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { type AdamSettings, FACTOR_LANES, type PerGroup, SLOTS } from '../../../src/kernels/kernels.js';
import { expectClose } from '../../conformance/support/kernels.js';
import { sparseOf } from '../../conformance/support/training.js';

interface Case {
  readonly name: string;
  readonly sparse: boolean;
  readonly classifier: boolean;
  readonly options: { readonly clip_gradient?: number; readonly rescale_grad?: number; readonly eps?: number };
  readonly x: number[][];
  readonly y: number[];
  readonly start: Readonly<Record<'bias' | 'linear' | 'factors', number[]>>;
  readonly learned: Readonly<Record<'bias' | 'linear' | 'factors', number[]>>;
  readonly predicted: number[][];
}

const frozen = JSON.parse(readFileSync(new URL('mxnet-training.json', import.meta.url), 'utf8')) as {
  readonly batch: number;
  readonly epochs: number;
  readonly factors: number;
  readonly rates: PerGroup;
  readonly decays: PerGroup;
  readonly cases: readonly Case[];
};
const kernels = await loadKernels();

describe('a factorization machine learns what the same network learns in MXNet 1.9.1', () => {
  test.each(frozen.cases)('$name', async ({ sparse, classifier, options, x, y, start, learned, predicted }) => {
    const [rows, features, width] = [x.length, x[0]?.length ?? 0, FACTOR_LANES];
    const matrix = dense(Float32Array.from(x.flat()), rows, features);
    const gatherer = new RowGatherer();
    gatherer.add(sparse ? sparseOf(matrix) : matrix, true);
    const state = {
      bias: Float32Array.of(start.bias[0] as number, 0, 0),
      linear: Float32Array.from({ length: features * SLOTS }, (_, at) =>
        at % SLOTS === 0 ? (start.linear[at / SLOTS] as number) : 0,
      ),
      factors: new Float32Array(features * SLOTS * width),
      width,
    };
    start.factors.forEach((value, at) => {
      state.factors[Math.floor(at / frozen.factors) * SLOTS * width + (at % frozen.factors)] = value;
    });
    const settings: AdamSettings = {
      loss: classifier ? 'logistic' : 'squared',
      batchRows: frozen.batch,
      steps: 0,
      learningRate: frozen.rates,
      weightDecay: frozen.decays,
      rescale: options.rescale_grad,
      clip: options.clip_gradient,
      epsilon: options.eps ?? 1e-8,
    };
    const labels = Float32Array.from(y);
    const scores: number[] = [];
    for (let epoch = 0; epoch < frozen.epochs; epoch++) {
      const ofEpoch = new Float32Array(rows);
      const steps = (epoch * rows) / frozen.batch;
      await kernels.trainFactorization(gatherer.view(features), labels, { ...settings, steps }, state, ofEpoch);
      scores.push(...predictionsOf(ofEpoch, classifier ? 'binary_classifier' : 'regressor'));
    }
    expectClose(scores, predicted.flat(), 1e-5, 1e-5);
    expectClose(state.bias.subarray(0, 1), learned.bias, 1e-5, 1e-5);
    expectClose(
      state.linear.filter((_, at) => at % SLOTS === 0),
      learned.linear,
      1e-5,
      1e-5,
    );
    const factors = learned.factors.map(
      (_, at) => state.factors[Math.floor(at / frozen.factors) * SLOTS * width + (at % frozen.factors)] as number,
    );
    expectClose(factors, learned.factors, 1e-5, 1e-5);
  });
});
