import type { Step } from '../algorithms/algorithm.js';

export interface ProgressStream {
  write(text: string): unknown;
  /** A terminal: one line that is redrawn. Anything else: a plain line now and then. */
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface ProgressOptions {
  /** Milliseconds; tests bring their own. */
  readonly now?: () => number;
}

/** Shows how far a training is. Feed it every step. */
export interface Progress {
  step(step: Step): void;
  /** Runs `print`, which writes to the same terminal, without tearing the progress line. */
  above(print: () => void): void;
  /** Removes the progress line. */
  end(): void;
}

const REDRAW_EVERY_MS = 80;
const PLAIN_EVERY = 0.1;
const BAR_CELLS = 24;
const CLEAR_LINE = '\r\x1b[K';

export function showProgress(
  stream: ProgressStream,
  { now = () => performance.now() }: ProgressOptions = {},
): Progress {
  return stream.isTTY ? redrawnLine(stream, now) : plainLines(stream);
}

/** For those who want none. */
export const silentProgress: Progress = { step() {}, above: (print) => print(), end() {} };

function redrawnLine(stream: ProgressStream, now: () => number): Progress {
  let line = '';
  let drawnAt = Number.NEGATIVE_INFINITY;
  const startedAt = now();
  return {
    step(step) {
      const at = now();
      line = `${bar(step.progress)} ${summary(step, at - startedAt)}`;
      if (at - drawnAt < REDRAW_EVERY_MS && step.progress < 1) return;
      drawnAt = at;
      // A line that wraps could not be redrawn.
      stream.write(CLEAR_LINE + line.slice(0, (stream.columns ?? 80) - 1));
    },
    above(print) {
      if (line !== '') stream.write(CLEAR_LINE);
      print();
      if (line !== '') stream.write(line.slice(0, (stream.columns ?? 80) - 1));
    },
    end() {
      if (line !== '') stream.write(CLEAR_LINE);
      line = '';
    },
  };
}

function plainLines(stream: ProgressStream): Progress {
  let shown = Number.NEGATIVE_INFINITY;
  return {
    step(step) {
      const due = step.progress - shown >= PLAIN_EVERY || (step.progress === 1 && shown < 1);
      if (!due) return;
      shown = step.progress;
      stream.write(`${summary(step)}\n`);
    },
    above: (print) => print(),
    end() {},
  };
}

/** ` 40 %  update  epoch 1  1,797 rows  1.2 s  train:msd 652.1`; what matters least stands where a narrow terminal cuts. */
function summary(step: Step, elapsedMs?: number): string {
  const percent = `${Math.floor(step.progress * 100)}`.padStart(3);
  const metrics = Object.entries(step.metrics).map(([name, value]) => `  ${name} ${shortNumber(value)}`);
  const rows = step.rows === 0 ? '' : `  ${step.rows.toLocaleString('en-US')} rows`;
  const seconds = elapsedMs === undefined ? '' : `  ${(elapsedMs / 1000).toFixed(1)} s`;
  return `${percent} %  ${step.phase}  epoch ${step.epoch + 1}${rows}${seconds}${metrics.join('')}`;
}

function bar(progress: number): string {
  const full = Math.round(progress * BAR_CELLS);
  return '█'.repeat(full) + '░'.repeat(BAR_CELLS - full);
}

function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}
