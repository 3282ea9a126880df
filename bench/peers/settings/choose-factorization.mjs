// Tries the settings that fm_epoch may run with, on both sides alike: one pass over the first nine tenths of the training rows, log loss on the last.
// Nobody looks at the test rows. Each side of the workload takes the best of its own from factorization.json, which this writes.
//   npm run build && node bench/peers/settings/choose-factorization.mjs [ours|xlearn]      a few minutes
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.env.BENCH_DATA ??= fileURLToPath(new URL('../../data/full', import.meta.url));
process.env.BENCH_THREADS ??= '2';
process.env.BENCH_REPEATS ??= '1';
const { trained, heldOut } = await import('../ours/factorization.mjs');
const { loadKernels } = await import('../../../dist/kernels/choose.js');
const { binaryCrossEntropy } = await import('../../../dist/metrics/binary.js');
const { pythonEnvironment } = await import('../../../scripts/python-env.mjs');

const FILE = new URL('factorization.json', import.meta.url);

/** Eighteen for each. */
const GRID = {
  ours: every({ linear_lr: [0.01, 0.02, 0.04], factors_lr: [1e-3, 2e-3, 4e-3], linear_wd: [0, 1e-3] }),
  xlearn: every({ lr: [0.03, 0.05, 0.08, 0.1, 0.12, 0.2], lambda: [1e-6, 1e-4, 1e-3] }),
};

/** Every combination of the values. */
function every(values) {
  return Object.entries(values).reduce(
    (before, [name, choices]) => before.flatMap((one) => choices.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

const TRY = {
  async ours(settings) {
    const { train, test, labels } = heldOut('clicks');
    const kernels = await loadKernels();
    const losses = [];
    for (const given of settings) {
      const { score } = await (await trained(train, given, kernels)).predict(test);
      losses.push(binaryCrossEntropy(score, labels));
    }
    return losses;
  },
  async xlearn(settings) {
    const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
    const python = pythonEnvironment('factorization', path('requirements-factorization.txt'));
    const args = [path('factorization.py'), 'held_out', JSON.stringify(settings)];
    const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout.trim().split('\n').at(-1));
  },
};

const sides = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(GRID);
const results = JSON.parse(readFileSync(FILE, 'utf8'));
for (const side of sides) {
  const losses = await TRY[side](GRID[side]);
  results[side] = GRID[side].map((settings, at) => ({ log_loss: Number(losses[at].toFixed(5)), ...settings }));
}
const lines = Object.entries(results).map(([side, tried]) => {
  const each = tried.map(
    (one) => `    ${JSON.stringify(one).replaceAll(/[:,]/g, '$& ').replace('{', '{ ').replace('}', ' }')}`,
  );
  return `  "${side}": [\n${each.join(',\n')}\n  ]`;
});
writeFileSync(FILE, `{\n${lines.join(',\n')}\n}\n`);
