/** The cases of tests/oracle/xgboost-exact once more, against the XGBoost that is installed. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { type Answers, holdAgainst } from '../oracle/xgboost-exact/hold-against.js';

const python = process.env.SAGELOCAL_PEERS_PYTHON;
const script = fileURLToPath(new URL('../oracle/xgboost-exact/make.py', import.meta.url));

if (python === undefined) {
  console.warn('SKIPPED live XGBoost: set SAGELOCAL_PEERS_PYTHON to a python with xgboost and numpy.');
  test.skip('live XGBoost', () => undefined);
} else {
  const answers = JSON.parse(execFileSync(python, [script], { encoding: 'utf8', maxBuffer: 1 << 26 })) as Answers;
  describe(`XGBoost ${answers.xgboost}, live`, () => holdAgainst(answers));
}
