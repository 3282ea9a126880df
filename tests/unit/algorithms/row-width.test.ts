import { expect, test } from 'vitest';
import { wrongWidth } from '../../../src/algorithms/row-width.js';

test.each([
  [5, 'Is the label still in the first column?'],
  [3, 'Give rows of 4 features.'],
])('rows of %i for a model of 4', (actual, hint) => {
  expect(wrongWidth(4, actual)).toMatchObject({
    code: 'E_FEATURE_DIM',
    message: `The model was trained on 4 features, the rows have ${actual}.`,
    hint,
  });
});
