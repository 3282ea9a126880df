import { UserError } from '../../errors.js';
import type { ArtifactFile, NamedArray } from '../algorithm.js';
import type { Forest } from './forest.js';
import { everyPlace, leftOf, type Place, rightOf, rootsOf } from './walk.js';

/** Written into every file; a file of another version is refused. */
const VERSION = 1;

const NAME = 'random_cut_forest';

/**
 * SageMaker's own file is not public, so this one is ours: a list of named arrays that `mx.nd.load` reads, with the forest as it lies in memory.
 * What scoring needs beside it, the boxes, follows from it.
 * @see docs/design/forest-artifact.md
 */
export function encodeForest(forest: Forest): ArtifactFile {
  const { cols, leafCounts, cutColumns, cutValues, leftLeaves, points, masses } = forest;
  const flat = (name: string, values: NamedArray['values']): NamedArray => ({ name, shape: [values.length], values });
  // MXNet takes an array without elements for none at all.
  const cuts = [flat('cut_columns', cutColumns), flat('cut_values', cutValues), flat('left_leaves', leftLeaves)];
  return {
    format: 'mxnet-ndarrays',
    arrays: [
      flat(NAME, Int32Array.of(VERSION)),
      flat('leaf_counts', leafCounts),
      ...(cutValues.length > 0 ? cuts : []),
      { name: 'points', shape: [masses.length, cols], values: points },
      flat('masses', masses),
    ],
  };
}

/**
 * The forest in a file, or `undefined` where it is another's.
 * @throws UserError E_MODEL_VERSION, E_MODEL_DAMAGED: what passes can be walked from every root to every leaf
 */
export function decodeForest(name: string, file: ArtifactFile): Forest | undefined {
  if (file.format !== 'mxnet-ndarrays' || file.arrays[0]?.name !== NAME) return undefined;
  const arrays = new Map(file.arrays.map((array) => [array.name, array]));
  const version = file.arrays[0].values[0];
  if (version !== VERSION) {
    throw new UserError('E_MODEL_VERSION', `The forest is of version ${version}; version ${VERSION} is read.`, {
      where: { file: name },
      hint: 'It was written by another version of this library.',
    });
  }
  const points = required(name, arrays, 'points', Float32Array);
  const cols = arrays.get('points')?.shape[1] ?? 0;
  const forest: Forest = {
    cols,
    leafCounts: required(name, arrays, 'leaf_counts', Int32Array),
    cutColumns: arrays.has('cut_columns') ? required(name, arrays, 'cut_columns', Int32Array) : new Int32Array(0),
    cutValues: arrays.has('cut_values') ? required(name, arrays, 'cut_values', Float32Array) : new Float32Array(0),
    leftLeaves: arrays.has('left_leaves') ? required(name, arrays, 'left_leaves', Int32Array) : new Int32Array(0),
    points,
    masses: required(name, arrays, 'masses', Int32Array),
  };
  const problem = lengthProblem(forest) ?? treeProblem(forest);
  if (problem !== undefined) throw damaged(name, problem);
  return forest;
}

function required<V extends NamedArray['values']>(
  file: string,
  arrays: ReadonlyMap<string | undefined, NamedArray>,
  name: string,
  Type: new (length: number) => V,
): V {
  const values = arrays.get(name)?.values;
  if (values === undefined) throw damaged(file, `it lacks the array '${name}'`);
  if (!(values instanceof Type)) throw damaged(file, `the array '${name}' is of another type`);
  return values;
}

function lengthProblem({ cols, leafCounts, cutColumns, cutValues, leftLeaves, points, masses }: Forest) {
  if (leafCounts.length === 0 || cols === 0) return 'it has no trees, or no columns';
  if (leafCounts.some((leaves) => leaves < 1)) return 'a tree has no leaf';
  const leaves = leafCounts.reduce((sum, count) => sum + count, 0);
  const cuts = leaves - leafCounts.length;
  if (masses.length !== leaves || points.length !== leaves * cols) return `it does not have ${leaves} leaves`;
  if ([cutColumns, cutValues, leftLeaves].some(({ length }) => length !== cuts)) return `it does not have ${cuts} cuts`;
  if (masses.some((mass) => mass < 1)) return 'a leaf stands for no row';
  if (!points.every(Number.isFinite)) return 'a point is not finite';
  return undefined;
}

/** Every cut must part its rows, and all trees must know as many rows. */
function treeProblem(forest: Forest): string | undefined {
  let rows: number | undefined;
  for (const root of rootsOf(forest)) {
    const masses = forest.masses.subarray(root.leaf, root.leaf + root.leaves);
    const size = masses.reduce((sum, mass) => sum + mass, 0);
    rows ??= size;
    if (size !== rows) return 'its trees do not know equally many rows';
    const problem = cutProblem(forest, root);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function cutProblem(forest: Forest, root: Place): string | undefined {
  for (const place of everyPlace(forest, root)) {
    if (place.leaves === 1) continue;
    const left = forest.leftLeaves[place.cut] as number;
    if (left < 1 || left >= place.leaves) return `cut ${place.cut} has ${left} of ${place.leaves} leaves on its left`;
    const column = forest.cutColumns[place.cut] as number;
    if (column < 0 || column >= forest.cols) return `cut ${place.cut} cuts column ${column} of ${forest.cols}`;
    const value = forest.cutValues[place.cut] as number;
    const [below, above] = [leftOf(forest, place), rightOf(forest, place)].map((side) => range(forest, side, column));
    if (!((below as Range).high <= value && value < (above as Range).low))
      return `cut ${place.cut} does not part its rows`;
  }
  return undefined;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Of one column, among the leaves below a place. */
function range({ points, cols }: Forest, { leaf, leaves }: Place, column: number): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = leaf; at < leaf + leaves; at++) {
    const value = points[at * cols + column] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function damaged(file: string, what: string): UserError {
  return new UserError('E_MODEL_DAMAGED', `The model file is damaged: ${what}.`, {
    where: { file },
    hint: 'Fetch or write it again.',
  });
}
