import type { LinearLoss } from './kernels.js';

export interface Loss {
  readonly value: number;
  /** Its derivative by the output. Of a square it is half of that, as MXNet's regression outputs have it. */
  readonly slope: number;
}

/** MXNet's: keeps the logarithm of a certain mistake finite. */
const EPSILON = 1e-8;

/** How far the output `z` is from the label. Every loss but that of several classes, which is {@link softmax}. */
export function lossOf(loss: Exclude<LinearLoss, 'softmax_loss'>, z: number, label: number, parameter: number): Loss {
  switch (loss) {
    case 'logistic':
      return logistic(z, label);
    case 'hinge_loss': {
      const sign = 2 * label - 1;
      const short = parameter - sign * z;
      return short <= 0 ? { value: 0, slope: 0 } : { value: short, slope: -sign };
    }
    case 'squared_loss':
    case 'eps_insensitive_squared_loss': {
      const beyond = outside(z - label, loss === 'squared_loss' ? 0 : parameter);
      return { value: beyond * beyond, slope: beyond };
    }
    case 'absolute_loss':
    case 'eps_insensitive_absolute_loss': {
      const beyond = outside(z - label, loss === 'absolute_loss' ? 0 : parameter);
      return { value: Math.abs(beyond), slope: Math.sign(beyond) };
    }
    case 'quantile_loss': {
      const below = label - z;
      const slope = below > 0 ? -parameter : below < 0 ? 1 - parameter : 0;
      return { value: Math.max(parameter * below, (parameter - 1) * below), slope };
    }
    case 'huber_loss': {
      const error = z - label;
      const size = Math.abs(error);
      if (size <= parameter) return { value: 0.5 * error * error, slope: error };
      return { value: parameter * (size - 0.5 * parameter), slope: parameter * Math.sign(error) };
    }
  }
}

/** On a float32 probability, as MXNet's metric sees it: a certain mistake costs 18.4. */
function logistic(z: number, label: number): Loss {
  const probability = Math.fround(1 / (1 + Math.exp(-z)));
  const given = Math.fround(label === 1 ? probability : 1 - probability);
  return { value: -Math.log(given + EPSILON), slope: probability - label };
}

/** What of an error lies outside of -margin to margin. */
function outside(error: number, margin: number): number {
  if (Math.abs(error) <= margin) return 0;
  return error > 0 ? error - margin : error + margin;
}

/** The cross entropy of the outputs `[classes]`, which become its derivatives: probability less 1 for the true class, probability for others. */
export function softmax(outputs: Float64Array, label: number): number {
  const highest = Math.max(...outputs);
  let sum = 0;
  for (let one = 0; one < outputs.length; one++) {
    outputs[one] = Math.exp((outputs[one] as number) - highest);
    sum += outputs[one] as number;
  }
  for (let one = 0; one < outputs.length; one++) outputs[one] = Math.fround((outputs[one] as number) / sum);
  const given = outputs[label] as number;
  outputs[label] = given - 1;
  return -Math.log(given + EPSILON);
}
