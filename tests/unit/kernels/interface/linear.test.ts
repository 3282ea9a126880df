import { expect, test } from 'vitest';
import { LINEAR_LOSSES, LINEAR_OPTIMIZERS, PANEL, paddedColumns } from '../../../../src/kernels/interface/linear.js';

test('columns fill whole panels', () => {
  expect([1, 16, 17, 32].map(paddedColumns)).toEqual([PANEL, PANEL, 2 * PANEL, 2 * PANEL]);
});

test('losses and optimizers travel by their place: the order is part of the interface', () => {
  expect(LINEAR_LOSSES.indexOf('softmax_loss')).toBe(8);
  expect(LINEAR_OPTIMIZERS).toEqual(['adam', 'sgd', 'rmsprop']);
});
