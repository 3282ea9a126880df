import { expect, test } from 'vitest';
import { findAlgorithm } from '../../../../src/algorithms/registry.js';
import { openLog } from '../../../../src/training/log/open-log.js';

function refused(name: string): string[] {
  const lines: string[] = [];
  const log = openLog({
    algorithm: findAlgorithm(name),
    host: 'algo-1',
    clock: () => Date.UTC(2026, 10, 21, 7, 25, 54),
    write: (line) => void lines.push(line),
    threadId: 7,
  });
  log.refused({ defaults: {}, provided: { k: 'none' } }, 'It cannot be.');
  return lines;
}

test('a first-party container says what it was told before it refuses', () => {
  const lines = refused('kmeans');
  expect(lines).toHaveLength(6);
  expect(lines[0]).toBe('Docker entrypoint called with argument(s): train');
  expect(lines[4]).toBe("[11/21/2026 07:25:54 INFO 7] Final configuration: {'k': 'none'}");
  expect(lines[5]).toBe('[11/21/2026 07:25:54 ERROR 7] It cannot be.');
});

test('and so does XGBoost’s, in its form', () => {
  expect(refused('xgboost').slice(-3)).toEqual([
    '[2026-11-21:07:25:54:INFO] Running XGBoost Sagemaker in algorithm mode',
    '[2026-11-21:07:25:54:ERROR] Reporting training FAILURE',
    '[2026-11-21:07:25:54:ERROR] It cannot be.',
  ]);
});
