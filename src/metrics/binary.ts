/** How predictions of two classes turned out; 1 is the positive class, every other number the negative one. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** @param predicted `[rows]` @param labels `[rows]` */
export function confusion(predicted: ArrayLike<number>, labels: ArrayLike<number>): Confusion {
  let [truePositives, falsePositives, trueNegatives, falseNegatives] = [0, 0, 0, 0];
  for (let row = 0; row < labels.length; row++) {
    if (predicted[row] === 1) {
      if (labels[row] === 1) truePositives++;
      else falsePositives++;
    } else if (labels[row] === 1) falseNegatives++;
    else trueNegatives++;
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}

/** Share of the rows that were predicted right. */
export function accuracy({ truePositives, falsePositives, trueNegatives, falseNegatives }: Confusion): number {
  const right = truePositives + trueNegatives;
  return right / (right + falsePositives + falseNegatives);
}

/** Share of the rows predicted positive that are; 0 where none was predicted so. */
export function precision({ truePositives, falsePositives }: Confusion): number {
  return ratio(truePositives, truePositives + falsePositives);
}

/** Share of the positive rows that were found; 0 where there is none. */
export function recall({ truePositives, falseNegatives }: Confusion): number {
  return ratio(truePositives, truePositives + falseNegatives);
}

/**
 * The weighted harmonic mean of precision and recall, in which recall counts `beta` times as much; 0 where no row is positive and none was predicted
 * so.
 */
export function fBeta({ truePositives, falsePositives, falseNegatives }: Confusion, beta = 1): number {
  const weight = beta * beta;
  return ratio((1 + weight) * truePositives, (1 + weight) * truePositives + weight * falseNegatives + falsePositives);
}

/**
 * Area under the ROC curve: the chance that a positive row scores higher than a negative one, where a tie counts half. NaN where one of the
 * classes is empty.
 * @param scores `[rows]` @param labels `[rows]`, 1 is positive
 */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  let [positives, rankSum] = [0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && scores[order[to] as number] === scores[order[from] as number]) to++;
    // Ranks from + 1 to `to` are shared.
    const rank = (from + 1 + to) / 2;
    for (; from < to; from++) {
      if (labels[order[from] as number] !== 1) continue;
      positives++;
      rankSum += rank;
    }
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives));
}

/**
 * Mean of -ln of the probability that was given to the true class.
 * @param probabilities `[rows]`, of class 1 @param labels `[rows]`, 1 or 0
 * @param epsilon is added to that probability, so that a certain mistake costs much but not everything: MXNet's metric does so
 */
export function binaryCrossEntropy(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  epsilon = 1e-8,
): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const probability = probabilities[row] as number;
    sum -= Math.log((labels[row] === 1 ? probability : 1 - probability) + epsilon);
  }
  return sum / labels.length;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
