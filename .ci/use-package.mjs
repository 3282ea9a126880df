// Uses the package as a stranger would, in the current folder: trains from the command line, then from a program.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { KMeans, loadModel } from 'sagelocal';

const rows = Array.from({ length: 60 }, (_, i) => [10 * (i % 3), i % 5, i % 2]);
writeFileSync('train.csv', rows.map((row) => `${row.join()}\n`).join(''));
const words = 'train --algorithm kmeans --train train.csv --content-type text/csv;label_size=0';
const hyperparameters = ['k=3', 'feature_dim=3'].flatMap((text) => ['--hyperparameter', text]);
execFileSync('npx', ['--no-install', 'sagelocal', ...words.split(' '), ...hyperparameters, '--output', 'out'], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
assert(existsSync('out/model.tar.gz') && existsSync('out/metrics.jsonl'));

const trained = await loadModel('out/model.tar.gz');
const fresh = await new KMeans({ k: 3 }).fit({ train: rows });
for (const model of [trained, fresh]) {
  const { closest_cluster: labels } = await model.predict(rows);
  assert.equal(new Set(labels).size, 3);
}
