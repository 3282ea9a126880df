import { type Dense, dense } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { NamedArray } from '../algorithm.js';

/** What the arrays hold. */
export interface PCAComponents {
  /** `[num_components, feature_dim]`, orthonormal rows, the least important first */
  readonly components: Dense;
  /** `[num_components]`, ascending; NaN may come from SageMaker */
  readonly singularValues: Float32Array;
  /** `[feature_dim]`; absent where no mean is subtracted */
  readonly mean?: Float32Array | undefined;
}

/**
 * The arrays of SageMaker's artifact: `s` [k] ascending, `v` [d, k] in the same order, `mean` [1, d] where it is subtracted. NaN in `s` is what
 * its own artifacts have where rounding left nothing to take the root of.
 * @returns nothing where these are another algorithm's arrays
 * @throws UserError E_MODEL_DAMAGED
 */
export function readComponents(file: string, arrays: readonly NamedArray[]): PCAComponents | undefined {
  const [s, v, mean] = ['s', 'v', 'mean'].map((name) => arrays.find((array) => array.name === name));
  if (s === undefined || v === undefined) return undefined;
  const [cols = 0, count = 0] = v.shape;
  const directions = floats(file, v);
  if (v.shape.length !== 2 || directions.length !== cols * count || directions.length === 0) {
    throw damaged(file, `'v' with its ${directions.length} values is not a matrix of ${v.shape.join(' x ')}`);
  }
  const singularValues = floats(file, s);
  if (singularValues.length !== count)
    throw damaged(file, `'s' has ${singularValues.length} values for ${count} columns of 'v'`);
  const middle = mean && floats(file, mean);
  if (middle && middle.length !== cols)
    throw damaged(file, `'mean' has ${middle.length} values for ${cols} rows of 'v'`);
  for (const [name, values] of [
    ['v', directions],
    ['mean', middle],
  ] as const) {
    if (values?.every(Number.isFinite) === false) throw damaged(file, `'${name}' has a value that is not finite`);
  }
  const components = Float32Array.from(
    directions,
    (_, at) => directions[(at % cols) * count + Math.floor(at / cols)] as number,
  );
  return { components: dense(components, count, cols), singularValues, mean: middle };
}

function floats(file: string, { name, values }: NamedArray): Float32Array {
  if (values instanceof Float32Array) return values;
  if (values instanceof Float64Array) return Float32Array.from(values);
  throw damaged(file, `'${name}' is not of floats`);
}

function damaged(file: string, what: string): UserError {
  return new UserError('E_MODEL_DAMAGED', `The model file is damaged: ${what}.`, { where: { file } });
}
