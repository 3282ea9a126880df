import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'vitest';
import { Booster } from '../src/algorithms/xgboost/booster.js';
import { decodeXgboostModel, encodeXgboostModel, xgboostEncoding } from '../src/artifacts/xgboost-model/xgboost-model.js';
import { dense } from '../src/data/dense.js';
import { referenceKernels } from '../src/kernels/reference/index.js';

test('scratch', async () => {
  for (const v of ['1.7.6', '3.0.5', '3.2.0']) {
    const data = JSON.parse(readFileSync(`/tmp/mdl/${v}.json`, 'utf8'));
    const X = dense(Float32Array.from(data.X.flat().map((x: number | null) => x ?? NaN)), 200, 5);
    for (const f of readdirSync('/tmp/mdl').filter((n) => n.startsWith(`${v}.`) && n !== `${v}.json`)) {
      const bytes = readFileSync(`/tmp/mdl/${f}`);
      const enc = xgboostEncoding(bytes);
      if (!enc) { console.log(f, 'no encoding'); continue; }
      try {
        const model = decodeXgboostModel(bytes, enc, f);
        const b = new Booster(model, referenceKernels());
        const m = await b.margins(X);
        const want = data.margins[f.split('.')[3]!] as number[];
        let worst = 0; let bits = 0;
        want.forEach((w, i) => { worst = Math.max(worst, Math.abs(w - m[i]!)); if (Math.fround(w) !== m[i]) bits++; });
        const back = Buffer.from(encodeXgboostModel(model, enc));
        console.log(f, enc, want.length, m.length, 'worst', worst, 'bits', bits, 'same bytes', back.equals(bytes), back.length, bytes.length);
        if (!back.equals(bytes)) { let i = 0; while (back[i] === bytes[i]) i++; console.log(i, JSON.stringify(back.subarray(i - 60, i + 60).toString('latin1')), JSON.stringify(bytes.subarray(i - 60, i + 60).toString('latin1'))); }
      } catch (e) { console.log(f, enc, e); }
    }
  }
});
