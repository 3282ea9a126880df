import { type ClassScore, macro, matches } from '../../metrics/multiclass.js';
import { mse } from '../../metrics/regression.js';
import type { PredictorType } from './vote.js';

/** Scores of the test channel by SageMaker's names. */
export function testScores(
  type: PredictorType,
  predicted: Float32Array,
  labels: Float32Array,
): Readonly<Record<string, number>> {
  if (type === 'regressor') return { 'test:mse': mse(predicted, labels) };
  const macroF = macro([...byClass(predicted, labels).values()], 'fBeta');
  return { 'test:accuracy': matches(predicted, labels), 'test:macro_f_1.000': macroF };
}

/** Labels are any numbers, so there may be nearly as many classes as rows: counted class by class, and not in a matrix. */
function byClass(predicted: Float32Array, labels: Float32Array): Map<number, ClassScore> {
  const counts = new Map<number, { rows: number; guesses: number; right: number }>();
  const of = (label: number) => {
    const known = counts.get(label) ?? { rows: 0, guesses: 0, right: 0 };
    counts.set(label, known);
    return known;
  };
  labels.forEach((label, row) => {
    of(label).rows++;
    of(predicted[row] as number).guesses++;
    if (predicted[row] === label) of(label).right++;
  });
  const score = ({ rows, guesses, right }: { rows: number; guesses: number; right: number }): ClassScore => ({
    rows,
    precision: right / guesses,
    recall: right / rows,
    fBeta: (2 * right) / (rows + guesses),
  });
  return new Map([...counts].map(([label, count]) => [label, score(count)]));
}
