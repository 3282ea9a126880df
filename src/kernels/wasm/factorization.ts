import { type FactorizationKernels, SLOTS } from '../kernels.js';
import { checkFill, checkScores, checkTraining } from '../lengths/factorization.js';
import type { Run, WasmInstance } from './instance.js';
import { letOthersRun, pieces } from './pieces.js';

/** See native/wasm/src/factorization.rs. */
export interface FactorizationExports {
  factorization_scores(
    ...args: [
      ...startsColumnsValues: [number, number, number],
      ...rowsAndFeatures: [number, number],
      ...biasLinearFactorsWidth: [number, number, number, number],
      scores: number,
    ]
  ): void;
  train_factorization(
    ...args: [
      ...startsColumnsValuesLabels: [number, number, number, number],
      ...rowsFeaturesWidth: [number, number, number],
      ...logisticAndSettings: [number, number],
      ...biasLinearFactors: [number, number, number],
      scores: number,
    ]
  ): void;
  fill_random(
    ...args: [
      ...seedAndFrom: [number, number, number],
      ...normalAndScale: [number, number],
      ...widthAndStride: [number, number],
      ...values: [number, number],
    ]
  ): void;
}

type ScoreArguments = Parameters<FactorizationKernels['factorizationScores']>;
type TrainArguments = Parameters<FactorizationKernels['trainFactorization']>;
type FillArguments = Parameters<FactorizationKernels['fillRandom']>;

export function wasmFactorization(run: Run, pieceBytes: number): FactorizationKernels {
  return {
    async factorizationScores(...given) {
      checkScores(...given);
      await run((core) => scores(core, pieceBytes, ...given));
    },
    async trainFactorization(...given) {
      checkTraining(...given);
      await run((core) => train(core, ...given));
    },
    async fillRandom(...given) {
      checkFill(...given);
      await run((core) => fill(core, pieceBytes, ...given));
    },
  };
}

/** Only the features that occur are copied in: a model may be larger than the memory of the instance. */
async function scores(core: WasmInstance, pieceBytes: number, ...[rows, model, output]: ScoreArguments): Promise<void> {
  const { width } = model;
  const most = Math.max(1, Math.floor((rows.rows * pieceBytes) / Math.max(1, 4 * width * rows.values.length)));
  for await (const { from, to } of pieces(rows.rows, most)) {
    const { features, starts, columns, values } = compact(rows, from, to);
    const linear = gather(model.linear, features, 1);
    const factors = gather(model.factors, features, width);
    const result = core.reserve(output, to - from);
    core.exports.factorization_scores(
      ...([core.copyIn(starts).address, core.copyIn(columns).address, core.copyIn(values).address] as const),
      ...([to - from, features.length] as const),
      ...([model.bias, core.copyIn(linear).address, core.copyIn(factors).address, width] as const),
      result.address,
    );
    core.read(result, output.subarray(from, to));
    core.freeAll();
  }
}

/** One step at a time, with a turn of the event loop before each. */
async function train(core: WasmInstance, ...[rows, labels, settings, state, output]: TrainArguments): Promise<void> {
  let { steps } = settings;
  for await (const { from, to } of pieces(rows.rows, settings.batchRows)) {
    const { features, starts, columns, values } = compact(rows, from, to);
    const linear = gather(state.linear, features, SLOTS);
    const factors = gather(state.factors, features, SLOTS * state.width);
    const [linearRoom, factorRoom, biasRoom] = [core.copyIn(linear), core.copyIn(factors), core.copyIn(state.bias)];
    const result = core.reserve(output, to - from);
    core.exports.train_factorization(
      ...([core.copyIn(starts).address, core.copyIn(columns).address, core.copyIn(values).address] as const),
      core.copyIn(labels.subarray(from, to)).address,
      ...([to - from, features.length, state.width] as const),
      ...([settings.loss === 'logistic' ? 1 : 0, core.copyIn(flat(settings, steps++)).address] as const),
      ...([biasRoom.address, linearRoom.address, factorRoom.address] as const),
      result.address,
    );
    core.read(result, output.subarray(from, to));
    core.read(biasRoom, state.bias);
    scatter(core.read(linearRoom, linear), features, SLOTS, state.linear);
    scatter(core.read(factorRoom, factors), features, SLOTS * state.width, state.factors);
    core.freeAll();
  }
}

/** As `train_factorization` reads them. */
function flat({ batchRows, learningRate, weightDecay, ...rest }: TrainArguments[2], steps: number): Float64Array {
  return Float64Array.of(
    ...[batchRows, steps],
    ...[learningRate.bias, learningRate.linear, learningRate.factors],
    ...[weightDecay.bias, weightDecay.linear, weightDecay.factors],
    ...[rest.rescale ?? Number.NaN, rest.clip ?? Infinity, rest.epsilon],
  );
}

/** Rows `[from, to)` with their features numbered anew, in the order of the old numbers. */
function compact(rows: ScoreArguments[0], from: number, to: number) {
  const [first, last] = [rows.rowStarts[from] as number, rows.rowStarts[to] as number];
  const columns = rows.columns.subarray(first, last);
  const features = Uint32Array.from(new Set(columns)).sort();
  const place = new Map(Array.from(features, (feature, index) => [feature, index]));
  return {
    // A slice without a feature still needs one for the shape.
    features: features.length === 0 ? Uint32Array.of(0) : features,
    starts: rows.rowStarts.slice(from, to + 1).map((start) => start - first),
    columns: columns.map((feature) => place.get(feature) as number),
    values: rows.values.subarray(first, last),
  };
}

function gather(from: Float32Array, features: Uint32Array, width: number): Float32Array {
  const gathered = new Float32Array(features.length * width);
  features.forEach((feature, index) => {
    gathered.set(from.subarray(feature * width, (feature + 1) * width), index * width);
  });
  return gathered;
}

function scatter(gathered: Float32Array, features: Uint32Array, width: number, into: Float32Array): void {
  features.forEach((feature, index) => {
    into.set(gathered.subarray(index * width, (index + 1) * width), feature * width);
  });
}

async function fill(core: WasmInstance, pieceBytes: number, ...[input, values]: FillArguments): Promise<void> {
  const { seed, from: firstDraw, distribution, scale, width, stride } = input;
  const perPiece = Math.max(1, Math.floor(pieceBytes / 4 / stride));
  for (let row = 0; row < values.length / stride; row += perPiece) {
    await letOthersRun();
    const piece = values.subarray(row * stride, (row + perPiece) * stride);
    const room = core.copyIn(piece);
    core.exports.fill_random(
      ...([...seed, firstDraw + row * width] as const),
      ...([distribution === 'normal' ? 1 : 0, scale, width, stride] as const),
      ...([room.address, room.length] as const),
    );
    core.read(room, piece);
    core.freeAll();
  }
}
