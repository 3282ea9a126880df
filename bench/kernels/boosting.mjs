import { randomMatrix, SEED } from './numbers.mjs';

/** Cases of the boosting kernels: cuts, bins, derivatives, and the histograms of all rows and of every other one. */
export function* boostingCases(rows, cols) {
  const values = randomMatrix(rows, cols);
  const sizes = `rows=${rows} cols=${cols}`;
  const maxBins = 256;
  const cuts = {
    counts: new Uint32Array(cols),
    present: new Uint32Array(cols),
    values: new Float32Array(cols * maxBins),
    lowest: new Float32Array(cols),
  };
  const all = { values, rows, cols, from: 0, to: cols, maxBins };
  yield [`cutRows ${sizes} seed=${SEED}`, (kernels) => kernels.cutRows(all, cuts)];

  const even = Float32Array.from({ length: cols * maxBins }, (_, at) => (at % maxBins) / 128 - 1);
  const evenCuts = {
    cols,
    cutStarts: Uint32Array.from({ length: cols + 1 }, (_, at) => at * maxBins),
    cutValues: even,
  };
  const output = { byColumn: new Uint8Array(rows * cols), allRows: rows, firstRow: 0 };
  yield [`binRows ${sizes} seed=${SEED}`, (kernels) => kernels.binRows({ values, rows, cuts: evenCuts }, output)];

  const margins = randomMatrix(rows, 1);
  const labels = Float32Array.from(margins, (margin) => (margin > 0 ? 1 : 0));
  const gradients = new Float32Array(2 * rows);
  const asked = { loss: 'logistic', parameter: 0, positiveWeight: 1, margins, labels };
  yield [`lossGradients rows=${rows} seed=${SEED}`, (kernels) => kernels.lossGradients(asked, gradients)];

  const stride = Math.ceil(cols / 4) * 4;
  const codes = Uint8Array.from({ length: rows * stride }, (_, at) => (at * 2654435761) >>> 24);
  const order = Uint32Array.from({ length: rows }, (_, at) =>
    2 * at < rows ? 2 * at : 2 * at - rows + (1 - (rows % 2)),
  );
  const pool = new Float64Array(2 * cols * 256);
  const input = { codes, rows, stride, groups: cols, width: 256, gradients: randomMatrix(rows, 2), order, clear: true };
  const node = { begins: Uint32Array.of(0), ends: Uint32Array.of(rows >> 1), histograms: Uint32Array.of(0) };
  yield [`addHistograms ${sizes} seed=${SEED}`, (kernels) => kernels.addHistograms({ ...input, ...node }, pool)];

  const steps = { steps: new Int32Array(2 * rows), units: Float64Array.of(2 ** -17, 2 ** -17) };
  const rounded = { ...steps, sums: new Float64Array(2) };
  yield [`roundGradients rows=${rows} seed=${SEED}`, (kernels) => kernels.roundGradients(input.gradients, rounded)];
  const inSteps = { ...input, ...node, gradients: steps };
  yield [`addHistograms in steps ${sizes} seed=${SEED}`, (kernels) => kernels.addHistograms(inSteps, pool)];
}
