/** The data of make.py. */
import { readFileSync } from 'node:fs';
import { noise } from '../../support/noise.js';
import type { Table } from './boosting.js';

const root = new URL('../../../', import.meta.url);

type Rows = { readonly points: readonly (readonly number[])[]; readonly labels: readonly number[] };

const DATA: Readonly<Record<string, () => Rows>> = {
  'breast-cancer': () => csv('tests/oracle/linear-learner/breast-cancer.csv'),
  diabetes: () => csv('tests/oracle/linear-learner/diabetes.csv'),
  digits() {
    const { points, labels } = csv('fixtures/digits/digits.csv');
    return { points, labels: labels.map((label) => Number(label >= 5)) };
  },
  gappy,
};

/** Every fourth row validates. */
export function tablesOf(name: string): readonly [train: Table, validation: Table] {
  const rows = (DATA[name] as () => Rows)();
  const part = (isWanted: (row: number) => boolean): Table => {
    const points = rows.points.filter((_, row) => isWanted(row));
    const cols = (points[0] as readonly number[]).length;
    const labels = rows.labels.filter((_, row) => isWanted(row));
    return { rows: points.length, cols, points: Float32Array.from(points.flat()), labels: Float32Array.from(labels) };
  };
  return [part((row) => row % 4 !== 3), part((row) => row % 4 === 3)];
}

function csv(path: string): Rows {
  const lines = readFileSync(new URL(path, root), 'utf8').trim().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  return { points: rows.map((row) => row.slice(1)), labels: rows.map((row) => row[0] as number) };
}

function gappy(): Rows {
  const [rows, cols] = [4177, 9];
  const values = noise(rows * cols, 7).map((value) => Math.round(value * 40) / 8);
  const gaps = noise(rows * cols, 11);
  const full = Array.from({ length: rows }, (_, row) => values.slice(row * cols, (row + 1) * cols));
  return {
    labels: full.map(([a = 0, b = 0, c = 0, d = 0]) => roundToEven((a * b + 3 * Number(c > 1) - d) * 4) / 4),
    points: full.map((row, at) =>
      row.map((value, column) => ((gaps[at * cols + column] as number) < -0.6 ? NaN : value)),
    ),
  };
}

/** As numpy does. */
function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
