import { describe, expect, test } from 'vitest';
import { EarlyStopping } from '../../../../src/algorithms/linear-learner/early-stopping.js';
import { Selection } from '../../../../src/algorithms/linear-learner/selection.js';

const usual = { patience: 3, tolerance: 0.001, direction: 'lower' } as const;

function judge(values: readonly number[], options: ConstructorParameters<typeof EarlyStopping>[0] = usual) {
  const stopping = new EarlyStopping(options);
  return values.map((value) => stopping.judge(value));
}

describe('early stopping', () => {
  test('an epoch improves by a share of the best of all earlier ones, also of those that improved too little', () => {
    const verdicts = judge([1, 0.9995, 0.9988, 0.997]);
    expect(verdicts.map(({ improved }) => improved)).toEqual([true, false, false, true]);
  });

  test('training ends when more than patience epochs in a row did not improve', () => {
    expect(judge([1, 1, 1, 1, 1]).map(({ stop }) => stop)).toEqual([false, false, false, false, true]);
    expect(
      judge([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5])
        .map(({ stop }) => stop)
        .lastIndexOf(true),
    ).toBe(8);
    expect(judge(new Array(9).fill(1), { ...usual, patience: 9 }).some(({ stop }) => stop)).toBe(false);
  });

  test('a score improves upwards', () => {
    const verdicts = judge([0.5, 0.6, 0.6, 0.55, 0.7], { ...usual, direction: 'higher' });
    expect(verdicts.map(({ improved }) => improved)).toEqual([true, true, false, false, true]);
  });

  test('after a best of 0 any gain counts, and none does not', () => {
    expect(judge([0, 0], { ...usual, direction: 'higher' })[1]?.improved).toBe(false);
    expect(judge([0, 0.1], { ...usual, direction: 'higher' })[1]?.improved).toBe(true);
  });
});

describe('the selection over all epochs and models', () => {
  const models = (epoch: number) => ({
    weightsOf: (model: number) => ({ weights: Float64Array.of(epoch, model), bias: Float64Array.of(0) }),
  });
  const offer = (selection: Selection, epoch: number, values: number[], losses = values) =>
    selection.offer(epoch, Float64Array.from(values), Float64Array.from(losses), models(epoch));

  test('keeps the best cell with the weights it had then', () => {
    const selection = new Selection('lower');
    expect(offer(selection, 0, [3, 2])).toBe(1);
    expect(offer(selection, 1, [1, 2])).toBe(0);
    expect(offer(selection, 2, [4, 1.5])).toBe(1);
    expect(selection.best()).toMatchObject({
      epoch: 1,
      model: 0,
      value: 1,
      weights: { weights: Float64Array.of(1, 0) },
    });
  });

  test('of equal values the lower loss wins, of equal losses the earlier cell', () => {
    const selection = new Selection('higher');
    expect(offer(selection, 0, [0.9, 0.9, 0.8], [0.4, 0.3, 0.1])).toBe(1);
    offer(selection, 1, [0.9, 0.9, 0.9], [0.5, 0.3, 0.35]);
    expect(selection.best()).toMatchObject({ epoch: 0, model: 1 });
    offer(selection, 2, [0.9], [0.2]);
    expect(selection.best()).toMatchObject({ epoch: 2, model: 0 });
  });

  test('a model whose loss is not finite never wins; where all are so, training fails', () => {
    const selection = new Selection('higher');
    expect(offer(selection, 0, [1, 0.5], [Number.NaN, 2])).toBe(1);
    expect(() => offer(selection, 1, [1, 0.5], [Number.NaN, Infinity])).toThrow(
      expect.objectContaining({ code: 'E_DIVERGED' }),
    );
  });
});
