import { LINEAR_LOSSES, LINEAR_OPTIMIZERS, type LinearInput, type LinearKernels, type LinearRows } from '../kernels.js';
import { checkGradients, checkLosses, checkScores, checkStep } from '../lengths/linear.js';
import type { Run, Slot, WasmInstance } from './instance.js';
import { pieceRows, pieces } from './pieces.js';

/** See native/wasm/src/linear.rs. */
export interface LinearExports {
  add_linear_gradients(
    parts: number,
    parameter: number,
    positiveWeights: number,
    gradients: number,
    losses: number,
  ): void;
  add_linear_losses(
    parts: number,
    parameter: number,
    shift: number,
    stretch: number,
    outputs: number,
    losses: number,
  ): void;
  step_linear(
    optimizer: number,
    cols: number,
    columns: number,
    perColumn: number,
    numbers: number,
    weights: number,
    gradients: number,
    first: number,
    second: number,
  ): void;
  linear_scores(
    values: number,
    columns: number,
    rowStarts: number,
    entries: number,
    rows: number,
    cols: number,
    weights: number,
    bias: number,
    classes: number,
    scores: number,
  ): void;
}

export function wasmLinear(run: Run, pieceBytes: number): LinearKernels {
  return {
    async addLinearGradients(input, accumulator) {
      checkGradients(input, accumulator);
      await run((core) => addLinearGradients(core, pieceBytes, input, accumulator));
    },
    async addLinearLosses(input, output) {
      checkLosses(input, output);
      await run((core) => addLinearLosses(core, pieceBytes, input, output));
    },
    async stepLinear(input, state) {
      checkStep(input, state);
      await run((core) => stepLinear(core, input, state));
    },
    async linearScores(input, scores) {
      checkScores(input, scores);
      await run((core) => linearScores(core, pieceBytes, input, scores));
    },
  };
}

async function addLinearGradients(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, { gradients, losses }]: Parameters<LinearKernels['addLinearGradients']>
): Promise<void> {
  const shared = copyShared(core, input);
  const positive = input.positiveWeights && core.copyIn(input.positiveWeights);
  const [sums, own] = [core.copyIn(gradients), core.copyIn(losses)];
  for await (const { parts } of eachPiece(core, pieceBytes, input, shared)) {
    core.exports.add_linear_gradients(parts, input.parameter, positive?.address ?? 0, sums.address, own.address);
  }
  core.read(sums, gradients);
  core.read(own, losses);
}

async function addLinearLosses(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, { losses, outputs }]: Parameters<LinearKernels['addLinearLosses']>
): Promise<void> {
  const { parameter, shift, stretch, models, classes } = input;
  const width = models * classes;
  const shared = copyShared(core, input);
  const own = core.copyIn(losses);
  const room = outputs && core.reserve(outputs, mostRows(pieceBytes, input) * width);
  for await (const { parts, from, to } of eachPiece(core, pieceBytes, input, shared)) {
    core.exports.add_linear_losses(parts, parameter, shift, stretch, room?.address ?? 0, own.address);
    if (outputs && room) core.read(room, outputs.subarray(from * width, to * width));
  }
  core.read(own, losses);
}

interface Shared {
  readonly means: Slot;
  readonly scales: Slot;
  readonly weights: Slot;
}

function copyShared(core: WasmInstance, { means, scales, weights }: LinearInput): Shared {
  return { means: core.copyIn(means), scales: core.copyIn(scales), weights: core.copyIn(weights) };
}

function mostRows(pieceBytes: number, { points, models, classes }: LinearInput): number {
  return pieceRows(pieceBytes, points.rows, points.cols, 2 * models * classes);
}

/** Copies rows in, as many as fit, and lays out where everything lies: see `InputParts`. */
async function* eachPiece(core: WasmInstance, pieceBytes: number, input: LinearInput, shared: Shared) {
  const { points, labels, rowWeights, models, classes, loss } = input;
  const most = mostRows(pieceBytes, input);
  const room = reserveRows(core, points, most);
  const [labelRoom, weightRoom] = [core.reserve(labels, most), rowWeights && core.reserve(rowWeights, most)];
  const parts = core.reserve(new Uint32Array(14));
  for await (const { from, to } of pieces(points.rows, most)) {
    const rows = writeRows(core, room, points, from, to);
    core.write(labelRoom, labels.subarray(from, to));
    if (rowWeights && weightRoom) core.write(weightRoom, rowWeights.subarray(from, to));
    const after = [labelRoom.address, weightRoom?.address ?? 0, shared.weights.address, models, classes];
    const layout = [...rows, shared.means.address, shared.scales.address, ...after, LINEAR_LOSSES.indexOf(loss)];
    core.write(parts, Uint32Array.from(layout));
    yield { parts: parts.address, from, to };
  }
}

interface RowRoom {
  readonly values: Slot;
  readonly columns?: Slot | undefined;
  readonly rowStarts?: Slot | undefined;
}

function reserveRows(core: WasmInstance, { values, columns, rowStarts, cols }: LinearRows, most: number): RowRoom {
  if (columns === undefined || rowStarts === undefined) return { values: core.reserve(values, most * cols) };
  // Entries are not spread evenly over the rows: room for all.
  return { values: core.reserve(values), columns: core.reserve(columns), rowStarts: core.reserve(rowStarts, most + 1) };
}

/** @returns addresses of values, columns and row starts, then entries, rows and columns of the matrix */
function writeRows(core: WasmInstance, room: RowRoom, points: LinearRows, from: number, to: number): number[] {
  const { values, columns, rowStarts, cols } = points;
  if (columns === undefined || rowStarts === undefined || !room.columns || !room.rowStarts) {
    core.write(room.values, values.subarray(from * cols, to * cols));
    return [room.values.address, 0, 0, (to - from) * cols, to - from, cols];
  }
  const [first, last] = [rowStarts[from] as number, rowStarts[to] as number];
  core.write(room.values, values.subarray(first, last));
  core.write(room.columns, columns.subarray(first, last));
  core.write(
    room.rowStarts,
    rowStarts.subarray(from, to + 1).map((start) => start - first),
  );
  return [room.values.address, room.columns.address, room.rowStarts.address, last - first, to - from, cols];
}

async function stepLinear(
  core: WasmInstance,
  ...[input, state]: Parameters<LinearKernels['stepLinear']>
): Promise<void> {
  const { steps, decays, l1, biasStep, biasDecay, momentum, beta2, rows } = input;
  const perColumn = core.copyIn(Float32Array.of(...steps, ...decays, ...l1));
  const numbers = core.copyIn(Float32Array.of(biasStep, biasDecay, momentum, beta2, rows));
  const weights = core.copyIn(state.weights);
  const gradients = core.copyIn(state.gradients);
  const first = core.copyIn(state.first);
  const second = core.copyIn(state.second);
  core.exports.step_linear(
    ...([LINEAR_OPTIMIZERS.indexOf(input.optimizer), input.cols, steps.length] as const),
    ...([perColumn.address, numbers.address, weights.address, gradients.address] as const),
    ...([first.address, second.address] as const),
  );
  core.read(weights, state.weights);
  core.read(gradients, state.gradients);
  core.read(first, state.first);
  core.read(second, state.second);
}

async function linearScores(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, scores]: Parameters<LinearKernels['linearScores']>
): Promise<void> {
  const { points, classes } = input;
  const most = pieceRows(pieceBytes, points.rows, points.cols, classes);
  const room = reserveRows(core, points, most);
  const [weights, bias] = [core.copyIn(input.weights), core.copyIn(input.bias)];
  const answers = core.reserve(scores, most * classes);
  for await (const { from, to } of pieces(points.rows, most)) {
    const [values, columns, rowStarts, ...sizes] = writeRows(core, room, points, from, to);
    core.exports.linear_scores(
      ...([values, columns, rowStarts, ...sizes] as [number, number, number, number, number, number]),
      ...([weights.address, bias.address, classes, answers.address] as const),
    );
    core.read(answers, scores.subarray(from * classes, to * classes));
  }
}
