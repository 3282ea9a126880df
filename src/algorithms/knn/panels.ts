import { largestStep, PANEL_ROWS, type Panels, type Sketch } from '../../kernels/kernels.js';

export interface PackedRows {
  readonly panels: Panels;
  /** `[lists + 1]`, where each list starts, in panels */
  readonly starts: Int32Array;
}

/**
 * Lays lists of rows out in panels of 16, each list on panels of its own: what a search reads.
 * @param values `[rows, cols]`, list by list
 * @param ids `[rows]`
 * @param starts `[lists + 1]`, where each list starts, in rows
 */
export function packRows(values: Float32Array, cols: number, ids: Int32Array, starts: Int32Array): PackedRows {
  const panelStarts = new Int32Array(starts.length);
  for (let list = 0; list + 1 < starts.length; list++) {
    const size = (starts[list + 1] as number) - (starts[list] as number);
    panelStarts[list + 1] = (panelStarts[list] as number) + Math.ceil(size / PANEL_ROWS);
  }
  const slots = (panelStarts.at(-1) as number) * PANEL_ROWS;
  const panels = {
    values: new Float32Array(slots * cols),
    halfNorms: new Float32Array(slots),
    ids: new Int32Array(slots).fill(-1),
  };
  for (let list = 0; list + 1 < starts.length; list++) {
    const first = (panelStarts[list] as number) * PANEL_ROWS - (starts[list] as number);
    for (let row = starts[list] as number; row < (starts[list + 1] as number); row++) {
      panels.ids[first + row] = ids[row] as number;
      panels.halfNorms[first + row] = pack(values, row * cols, cols, panels.values, first + row) / 2;
    }
  }
  return { panels, starts: panelStarts };
}

/**
 * The rows as whole numbers, on the finest grid that has a place for all of them: `Panels.sketch`.
 * @param values `[panels, cols, 16]`
 */
export function sketchOf(values: Float32Array, cols: number): Sketch {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  const scale = most === 0 ? 1 : largestStep(cols) / most;
  const pairs = Math.ceil(cols / 2);
  const panels = values.length / (cols * PANEL_ROWS);
  const sketch = new Int16Array(panels * pairs * PANEL_ROWS * 2);
  for (let panel = 0; panel < panels; panel++) {
    for (let col = 0; col < cols; col++) {
      let from = (panel * cols + col) * PANEL_ROWS;
      let to = (panel * pairs + (col >> 1)) * 2 * PANEL_ROWS + (col & 1);
      for (const end = from + PANEL_ROWS; from < end; from++, to += 2) {
        sketch[to] = Math.round((values[from] as number) * scale);
      }
    }
  }
  return { values: sketch, scale };
}

/** @returns the squared length of the row */
function pack(values: Float32Array, from: number, cols: number, into: Float32Array, slot: number): number {
  let at = firstOf(slot, cols);
  let squared = 0;
  for (let col = from; col < from + cols; col++, at += PANEL_ROWS) {
    const value = values[col] as number;
    into[at] = value;
    squared += value * value;
  }
  return squared;
}

function firstOf(slot: number, cols: number): number {
  const lane = slot % PANEL_ROWS;
  return (slot - lane) * cols + lane;
}

/** The rows as they were before {@link packRows}. */
export function unpackRows({ panels }: PackedRows, cols: number): { values: Float32Array; ids: Int32Array } {
  const ids = panels.ids.filter((id) => id >= 0);
  const values = new Float32Array(ids.length * cols);
  let to = 0;
  panels.ids.forEach((id, slot) => {
    if (id < 0) return;
    for (let col = 0, at = firstOf(slot, cols); col < cols; col++, at += PANEL_ROWS) {
      values[to++] = panels.values[at] as number;
    }
  });
  return { values, ids };
}
