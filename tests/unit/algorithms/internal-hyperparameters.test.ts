import { expect, test } from 'vitest';
import { defineHyperparameters } from '../../../src/algorithms/hyperparameter-schema.js';
import { internalHyperparameters } from '../../../src/algorithms/internal-hyperparameters.js';

test('internal names are packaged as texts, may be sent back, and are no hyperparameters', () => {
  const schema = defineHyperparameters({}, { internal: internalHyperparameters });
  expect({ ...schema.packagedDefaults }).toEqual(internalHyperparameters);
  expect(Object.keys(schema.check(internalHyperparameters))).toEqual([]);
});
