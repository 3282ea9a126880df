import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CalibrationOptions,
  CRITERIA,
  calibrate,
  needsThreshold,
} from '../../../../src/algorithms/linear-learner/threshold.js';
import { confusion, fBeta, precision, recall } from '../../../../src/metrics/binary.js';

const options: CalibrationOptions = {
  criterion: 'accuracy',
  beta: 2,
  targetRecall: 0.6,
  targetPrecision: 0.7,
  usual: 0.5,
};

/** The criterion at a threshold, by its definition. */
function valueAt(
  threshold: number,
  scores: Float32Array,
  labels: readonly number[],
  { criterion, ...given }: CalibrationOptions,
): number {
  const counts = confusion(
    Float32Array.from(scores, (score) => (score >= threshold ? 1 : 0)),
    labels,
  );
  switch (criterion) {
    case 'precision_at_target_recall':
      return recall(counts) >= given.targetRecall ? precision(counts) : recall(counts) - given.targetRecall;
    case 'recall_at_target_precision':
      return precision(counts) >= given.targetPrecision ? recall(counts) : precision(counts) - given.targetPrecision;
    case 'f1':
      return fBeta(counts, 1);
    case 'f_beta':
      return fBeta(counts, given.beta);
    default:
      return (counts.truePositives + counts.trueNegatives) / labels.length;
  }
}

const rows = fc.array(
  fc.record({
    score: fc.oneof(fc.float({ min: -5, max: 5, noNaN: true }), fc.constantFrom(0, -0, 0.5, 1)),
    label: fc.constantFrom(0, 1),
  }),
  { minLength: 1, maxLength: 40 },
);

test.each(CRITERIA.filter(needsThreshold))(
  '%s: no threshold is better, and what is promised is what it gives',
  (criterion) => {
    fc.assert(
      fc.property(rows, (given) => {
        const scores = Float32Array.from(given, ({ score }) => score);
        const labels = given.map(({ label }) => label);
        const found = calibrate(scores, labels, { ...options, criterion });
        const candidates = [-10, ...scores, ...Array.from(scores, (score) => Math.fround(score + 1e-4)), 10];
        const best = Math.max(
          ...candidates.map((threshold) => valueAt(threshold, scores, labels, { ...options, criterion })),
        );
        expect(found.value).toBeCloseTo(best, 12);
        expect(valueAt(found.threshold, scores, labels, { ...options, criterion })).toBeCloseTo(best, 12);
      }),
      { numRuns: 300 },
    );
  },
);

test('the usual threshold stays where it is as good as any', () => {
  expect(calibrate(Float32Array.of(0.1, 0.4, 0.6, 0.9), [0, 0, 1, 1], options)).toEqual({ threshold: 0.5, value: 1 });
  expect(calibrate(Float32Array.of(0.6, 0.7, 0.8, 0.9), [0, 0, 1, 1], options).threshold).toBeCloseTo(0.75);
});

test('criteria of the loss leave the threshold alone', () => {
  const scores = Float32Array.of(0.9, 0.8);
  for (const criterion of ['loss_function', 'cross_entropy_loss'] as const) {
    expect(calibrate(scores, [0, 1], { ...options, criterion })).toEqual({ threshold: 0.5, value: Number.NaN });
  }
});
