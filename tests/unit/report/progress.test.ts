import { describe, expect, it } from 'vitest';
import type { Step } from '../../../src/algorithms/algorithm.js';
import { showProgress, silentProgress } from '../../../src/report/progress.js';

function step(progress: number, metrics: Step['metrics'] = {}): Step {
  return { phase: 'batch', epoch: 0, progress, rows: 1500, metrics };
}

function recorder(terminal: { isTTY?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  return { ...terminal, write: (text: string) => written.push(text), written };
}

describe('progress on a terminal', () => {
  it('redraws one line, not more often than a person can see', () => {
    const stream = recorder({ isTTY: true, columns: 120 });
    let time = 0;
    const progress = showProgress(stream, { now: () => time });
    progress.step(step(0.1));
    time = 10;
    progress.step(step(0.2));
    time = 1000;
    progress.step(step(0.5, { 'train:msd': 652.123456 }));
    expect(stream.written).toHaveLength(2);
    expect(stream.written[1]).toBe(
      '\r\x1b[K████████████░░░░░░░░░░░░  50 %  batch  epoch 1  1,500 rows  1.0 s  train:msd 652.12',
    );
  });

  it('always draws the end', () => {
    const stream = recorder({ isTTY: true });
    const progress = showProgress(stream, { now: () => 0 });
    progress.step(step(0.5));
    progress.step(step(1));
    expect(stream.written.at(-1)).toContain('100 %');
  });

  it('never wraps', () => {
    const stream = recorder({ isTTY: true, columns: 30 });
    showProgress(stream).step(step(0.5, { 'train:msd': 1 }));
    expect(stream.written[0]?.replace('\r\x1b[K', '')).toHaveLength(29);
  });

  it('makes room for a log line and comes back', () => {
    const stream = recorder({ isTTY: true });
    const progress = showProgress(stream, { now: () => 0 });
    progress.above(() => stream.write('before\n'));
    progress.step(step(0.5));
    progress.above(() => stream.write('log\n'));
    progress.end();
    expect(stream.written[0]).toBe('before\n');
    expect(stream.written.slice(2)).toEqual(['\r\x1b[K', 'log\n', expect.stringContaining('50 %'), '\r\x1b[K']);
  });
});

describe('progress elsewhere', () => {
  it('writes a line per tenth, and the last one', () => {
    const stream = recorder();
    const progress = showProgress(stream);
    for (let hundredths = 0; hundredths <= 100; hundredths++) progress.step(step(hundredths / 100));
    progress.end();
    expect(stream.written[0]).toBe('  0 %  batch  epoch 1  1,500 rows\n');
    expect(stream.written.at(-1)).toBe('100 %  batch  epoch 1  1,500 rows\n');
    expect(stream.written.length).toBeLessThanOrEqual(12);
    expect(stream.written.join('')).not.toContain('\x1b');
  });

  it('says 100 % once', () => {
    const stream = recorder();
    const progress = showProgress(stream);
    progress.step(step(0.99));
    progress.step(step(1));
    progress.step(step(1));
    expect(stream.written).toHaveLength(2);
  });

  it('can be silent', () => {
    let printed = false;
    silentProgress.step(step(1));
    silentProgress.above(() => {
      printed = true;
    });
    expect(printed).toBe(true);
  });
});
