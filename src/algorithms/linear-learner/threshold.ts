/** What the best binary classifier is the best at. */
export const CRITERIA = [
  'accuracy',
  'f_beta',
  'precision_at_target_recall',
  'recall_at_target_precision',
  'loss_function',
  'f1',
  'cross_entropy_loss',
] as const;
export type Criterion = (typeof CRITERIA)[number];

export interface CalibrationOptions {
  readonly criterion: Criterion;
  readonly beta: number;
  readonly targetRecall: number;
  readonly targetPrecision: number;
  /** The threshold of a model that nobody calibrates: 0.5 of a probability, 0 of a margin. */
  readonly usual: number;
}

export interface Calibration {
  /** A row is predicted to be of class 1 where its score is at least this. */
  readonly threshold: number;
  /** Of the criterion, the higher the better; of the loss criteria, which know no threshold, NaN. */
  readonly value: number;
}

/** Whether the criterion depends on where the threshold lies. */
export function needsThreshold(criterion: Criterion): boolean {
  return criterion !== 'loss_function' && criterion !== 'cross_entropy_loss';
}

/**
 * The threshold at which the criterion is best. All there can be are tried: between each two neighbouring scores, below all and above all. Among
 * equally good ones the nearest to the usual threshold is taken, and that itself where it is as good.
 *
 * @param scores `[rows]` @param labels `[rows]`, 1 is the positive class
 */
export function calibrate(scores: Float32Array, labels: ArrayLike<number>, options: CalibrationOptions): Calibration {
  if (!needsThreshold(options.criterion) || scores.length === 0) return { threshold: options.usual, value: Number.NaN };
  const keys = sortedKeys(scores, labels);
  const rows = keys.length;
  const positives = keys.reduce((sum, key) => sum + (key % 2), 0);
  let [truePositives, falsePositives] = [0, 0];
  let best: Calibration | undefined;
  // Everything from `at` on is predicted positive; equal scores must stay together.
  for (let at = rows; ; ) {
    const value = criterionValue({ truePositives, falsePositives, positives, rows }, options);
    if (best === undefined || value >= best.value) {
      const threshold = between(scoreOf(keys[at - 1]), scoreOf(keys[at]), options.usual);
      const nearer =
        best === undefined || Math.abs(threshold - options.usual) < Math.abs(best.threshold - options.usual);
      if (nearer || value > (best as Calibration).value) best = { threshold, value };
    }
    if (at === 0) return best as Calibration;
    const group = Math.floor((keys[at - 1] as number) / 2);
    for (; at > 0 && Math.floor((keys[at - 1] as number) / 2) === group; at--) {
      if ((keys[at - 1] as number) % 2 === 1) truePositives++;
      else falsePositives++;
    }
  }
}

interface Counts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly positives: number;
  readonly rows: number;
}

/** A target that is missed leaves only the size of the miss to compare: below every value of one that is met. */
function criterionValue(
  { truePositives, falsePositives, positives, rows }: Counts,
  options: CalibrationOptions,
): number {
  const predicted = truePositives + falsePositives;
  const precision = predicted === 0 ? 0 : truePositives / predicted;
  const recall = positives === 0 ? 0 : truePositives / positives;
  switch (options.criterion) {
    case 'precision_at_target_recall':
      return recall >= options.targetRecall ? precision : recall - options.targetRecall;
    case 'recall_at_target_precision':
      return precision >= options.targetPrecision ? recall : precision - options.targetPrecision;
    case 'f1':
    case 'f_beta': {
      const weight = options.criterion === 'f1' ? 1 : options.beta ** 2;
      const whole = weight * positives + predicted;
      return whole === 0 ? 0 : ((1 + weight) * truePositives) / whole;
    }
    default:
      return (truePositives + rows - positives - falsePositives) / rows;
  }
}

/** A threshold above one score and not above the next; the usual one where it lies there, else the middle, in float32 as models are saved. */
function between(below: number | undefined, above: number | undefined, usual: number): number {
  const [low, high] = [below ?? Number.NEGATIVE_INFINITY, above ?? Number.POSITIVE_INFINITY];
  if (usual > low && usual <= high) return usual;
  if (above === undefined) return nextAbove(low);
  if (below === undefined) return high;
  const middle = Math.fround((low + high) / 2);
  return middle > low && middle <= high ? middle : high;
}

/** Above all scores. */
function nextAbove(score: number): number {
  return Math.fround(score + Math.max(1e-6, Math.abs(score) * 1e-6));
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/**
 * Score and label of each row as one number that sorts as the scores do: typed arrays sort many times faster where no function must be asked.
 */
function sortedKeys(scores: Float32Array, labels: ArrayLike<number>): Float64Array {
  return Float64Array.from(scores, (score, row) => {
    float[0] = score === 0 ? 0 : score;
    const word = bits[0] as number;
    // The bits of negative floats run backwards.
    const ordered = word >= 2 ** 31 ? 2 ** 32 - 1 - word : word + 2 ** 31;
    return 2 * ordered + (labels[row] === 1 ? 1 : 0);
  }).sort();
}

function scoreOf(key: number | undefined): number | undefined {
  if (key === undefined) return undefined;
  const ordered = Math.floor(key / 2);
  bits[0] = ordered >= 2 ** 31 ? ordered - 2 ** 31 : 2 ** 32 - 1 - ordered;
  return float[0];
}
