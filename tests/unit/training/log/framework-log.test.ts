import { expect, test } from 'vitest';
import { UserError } from '../../../../src/errors.js';
import { containerExitCode, failureText } from '../../../../src/training/failure.js';
import { FrameworkLog } from '../../../../src/training/log/framework-log.js';

test('Python’s logging around bare evaluations', () => {
  const lines: string[] = [];
  const log = new FrameworkLog({
    algorithm: {
      logLines: () => [
        { level: 'INFO', text: 'Single node training.' },
        { bare: '[0]\ttrain-rmse:1.00000' },
        { timings: [] },
      ],
    },
    clock: () => Date.UTC(2026, 10, 21, 7, 25, 54),
    write: (line) => void lines.push(line),
  });
  log.opening({ defaults: {}, provided: { num_round: '3', objective: 'reg:linear', _image_version: '1.7-1' } });
  log.step({ phase: 'round', epoch: 0, progress: 0, rows: 1, metrics: {} });
  log.pass();
  log.epochEnded();
  log.closing();
  log.interrupted(undefined);
  log.interrupted(failureText(new UserError('E_X', 'No data'), 'xgboost'));
  log.log({ level: 'WARNING', text: 'careful', more: ['more'] });
  expect(lines).toEqual([
    '[2026-11-21:07:25:54:INFO] Imported framework sagemaker_xgboost_container.training',
    '[2026-11-21:07:25:54:INFO] Failed to parse hyperparameter objective value reg:linear to Json.',
    'Returning the value itself',
    '[2026-11-21:07:25:54:INFO] No GPUs detected (normal if no gpus installed)',
    '[2026-11-21:07:25:54:INFO] Running XGBoost Sagemaker in algorithm mode',
    '[2026-11-21:07:25:54:INFO] Determined 0 GPU(s) available on the instance.',
    '[2026-11-21:07:25:54:INFO] Single node training.',
    '[0]\ttrain-rmse:1.00000',
    '[2026-11-21:07:25:54:ERROR] Reporting training FAILURE',
    '[2026-11-21:07:25:54:ERROR] framework error: ',
    'No data',
    '[2026-11-21:07:25:54:WARNING] careful',
    'more',
  ]);
  expect([containerExitCode(new UserError('E_X', ''), 'xgboost'), containerExitCode(new UserError('E_X', ''))]).toEqual(
    [1, 2],
  );
});
