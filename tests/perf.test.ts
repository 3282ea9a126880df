import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { Booster } from '../src/algorithms/xgboost/booster.js';
import { decodeXgboostModel } from '../src/artifacts/xgboost-model/xgboost-model.js';
import { dense } from '../src/data/dense.js';
import { nativeKernels } from '../src/kernels/native.js';

test('perf', async () => {
  const bytes = readFileSync('/tmp/mdl/perf.ubj');
  const booster = new Booster(decodeXgboostModel(bytes, 'ubjson', 'x'), nativeKernels());
  const raw = readFileSync('/tmp/mdl/perf.f32');
  const X = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
  const want = readFileSync('/tmp/mdl/perf.margin');
  const w = new Float32Array(want.buffer.slice(want.byteOffset, want.byteOffset + want.length));
  const rows = dense(X, 1e6, 28);
  for (let k = 0; k < 4; k++) {
    const t = performance.now();
    const m = await booster.margins(rows);
    console.log('ms', performance.now() - t);
    let bad = 0;
    for (let i = 0; i < m.length; i++) if (m[i] !== w[i]) bad++;
    console.log('differ', bad);
  }
  const missing = dense(X.map((v, i) => (i % 10 === 3 ? NaN : v)), 1e6, 28);
  for (let k = 0; k < 3; k++) {
    const t = performance.now();
    await booster.margins(missing);
    console.log('missing ms', performance.now() - t);
  }
  const one = dense(X.subarray(0, 28), 1, 28);
  for (let k = 0; k < 3; k++) {
    const t = performance.now();
    for (let i = 0; i < 1000; i++) await booster.margins(one);
    console.log('one row us', performance.now() - t);
  }
}, 60000);
