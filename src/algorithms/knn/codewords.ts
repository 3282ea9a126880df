import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import type { SearchContext } from './search.js';
import { type CentresStep, nearestCentres, sampleRows, trainCentres } from './train-cells.js';

/** What one byte can name. */
export const CODEWORDS = 256;

/** Iterations for each stretch: those of faiss's ProductQuantizer. */
const ITERATIONS = 25;
const ROWS_PER_CODEWORD = 256;

export interface CodewordsStep extends CentresStep {
  /** 0-based stretch of features */
  readonly part: number;
}

/**
 * A product quantizer: the features are cut into m stretches, and each stretch gets 256 centres of its own.
 * @param residuals `[rows, cols]`, what each row is away from the centre of its cell
 * @returns `[m, 256, cols / m]`
 */
export async function* trainCodewords(
  residuals: Dense,
  m: number,
  context: SearchContext & { readonly random: Random },
): AsyncGenerator<CodewordsStep, Float32Array, void> {
  const width = colsOf(residuals) / m;
  const sample = sampleRows(residuals, Math.min(rowsOf(residuals), CODEWORDS * ROWS_PER_CODEWORD), context.random);
  const codewords = new Float32Array(m * CODEWORDS * width);
  for (let part = 0; part < m; part++) {
    const steps = trainCentres(stretch(sample, part, width), CODEWORDS, { ...context, iterations: ITERATIONS });
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) yield { part, ...step.value };
    codewords.set(rowMajor(step.value), part * CODEWORDS * width);
  }
  return codewords;
}

/** The codeword of every stretch of every row, `[rows, m]`. */
export async function encode(
  residuals: Dense,
  codewords: Float32Array,
  m: number,
  context: SearchContext,
): Promise<Uint8Array> {
  const width = colsOf(residuals) / m;
  const codes = new Uint8Array(rowsOf(residuals) * m);
  for (let part = 0; part < m; part++) {
    const words = dense(codewords.subarray(part * CODEWORDS * width, (part + 1) * CODEWORDS * width), CODEWORDS, width);
    const labels = await nearestCentres(stretch(residuals, part, width), words, context);
    for (let row = 0; row < labels.length; row++) codes[row * m + part] = labels[row] as number;
  }
  return codes;
}

/** A few columns, copied: kernels take rows without gaps. */
function stretch(rows: Dense, part: number, width: number): Dense {
  const [count, cols] = [rowsOf(rows), colsOf(rows)];
  const values = rowMajor(rows);
  const narrow = new Float32Array(count * width);
  for (let row = 0, to = 0; row < count; row++) {
    const from = row * cols + part * width;
    for (let col = 0; col < width; col++) narrow[to++] = values[from + col] as number;
  }
  return dense(narrow, count, width);
}
