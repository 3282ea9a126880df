import { LINEAR_LOSSES, LINEAR_OPTIMIZERS, type LinearInput, type LinearKernels, type LinearRows } from '../kernels.js';
import { checkLosses, checkScores, checkTraining } from '../lengths/linear.js';
import type { Run, Slot, WasmInstance } from './instance.js';
import { pieceRows, pieces } from './pieces.js';

/** See native/wasm/src/linear.rs. */
export interface LinearExports {
  train_linear(parts: number, parameter: number, training: number, numbers: number): void;
  add_linear_losses(
    parts: number,
    parameter: number,
    weights: number,
    shift: number,
    stretch: number,
    outputs: number,
    losses: number,
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
    async trainLinear(input, training, state, losses) {
      checkTraining(input, training, state, losses);
      await run((core) => trainLinear(core, pieceBytes, input, training, state, losses));
    },
    async addLinearLosses(input, output) {
      checkLosses(input, output);
      await run((core) => addLinearLosses(core, pieceBytes, input, output));
    },
    async linearScores(input, scores) {
      checkScores(input, scores);
      await run((core) => linearScores(core, pieceBytes, input, scores));
    },
  };
}

async function trainLinear(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, training, state, losses]: Parameters<LinearKernels['trainLinear']>
): Promise<void> {
  const { batchRows, rowsBefore, optimizer, biasStep, biasDecay, momentum, beta2 } = training;
  const positive = training.positiveWeights && core.copyIn(training.positiveWeights);
  const [steps, decays, l1] = [core.copyIn(training.steps), core.copyIn(training.decays), core.copyIn(training.l1)];
  const moved = [state.weights, state.gradients, state.first, state.second].map((array) => ({
    array,
    slot: core.copyIn(array),
  }));
  const own = core.copyIn(losses);
  const numbers = core.copyIn(Float32Array.of(biasStep, biasDecay, momentum, beta2));
  const room = core.reserve(new Uint32Array(12));
  for await (const { parts, from } of eachPiece(core, pieceBytes, input)) {
    const batch = Math.floor((rowsBefore + from) / batchRows);
    const rule = [
      steps.address + batch * training.decays.byteLength,
      decays.address,
      l1.address,
      ...moved.map(({ slot }) => slot.address),
    ];
    const before = (rowsBefore + from) % batchRows;
    const head = [batchRows, before, positive?.address ?? 0, LINEAR_OPTIMIZERS.indexOf(optimizer)];
    core.write(room, Uint32Array.from([...head, ...rule, own.address + batch * 8 * input.models]));
    core.exports.train_linear(parts, input.parameter, room.address, numbers.address);
  }
  for (const { slot, array } of moved) core.read(slot, array);
  core.read(own, losses);
}

async function addLinearLosses(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, { losses, outputs }]: Parameters<LinearKernels['addLinearLosses']>
): Promise<void> {
  const { parameter, shift, stretch, models, classes } = input;
  const width = models * classes;
  const weights = core.copyIn(input.weights);
  const own = core.copyIn(losses);
  const room = outputs && core.reserve(outputs, mostRows(pieceBytes, input) * width);
  for await (const { parts, from, to } of eachPiece(core, pieceBytes, input)) {
    const [into, sums] = [room?.address ?? 0, own.address];
    core.exports.add_linear_losses(parts, parameter, weights.address, shift, stretch, into, sums);
    if (outputs && room) core.read(room, outputs.subarray(from * width, to * width));
  }
  core.read(own, losses);
}

function mostRows(pieceBytes: number, { points, models, classes }: LinearInput): number {
  return pieceRows(pieceBytes, points.rows, points.cols, 2 * models * classes);
}

/** Copies rows in, as many as fit, and lays out where everything lies: see `InputParts`. */
async function* eachPiece(core: WasmInstance, pieceBytes: number, input: LinearInput) {
  const { points, labels, rowWeights, models, classes, loss } = input;
  const [means, scales] = [core.copyIn(input.means), core.copyIn(input.scales)];
  const most = mostRows(pieceBytes, input);
  const room = reserveRows(core, points, most);
  const [labelRoom, weightRoom] = [core.reserve(labels, most), rowWeights && core.reserve(rowWeights, most)];
  const parts = core.reserve(new Uint32Array(13));
  for await (const { from, to } of pieces(points.rows, most)) {
    const rows = writeRows(core, room, points, from, to);
    core.write(labelRoom, labels.subarray(from, to));
    if (rowWeights && weightRoom) core.write(weightRoom, rowWeights.subarray(from, to));
    const after = [labelRoom.address, weightRoom?.address ?? 0, models, classes, LINEAR_LOSSES.indexOf(loss)];
    const layout = [...rows, means.address, scales.address, ...after];
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
