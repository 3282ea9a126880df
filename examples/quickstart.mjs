// k-means on real handwritten digits, from file to model to predictions: npm run quickstart

import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  adjustedRandIndex,
  channel,
  contingency,
  drawImages,
  encodeRecords,
  KMeans,
  loadModel,
  purity,
  showProgress,
  toRows,
} from '../dist/index.js';
import { loadKernels } from '../dist/kernels/choose.js';

const SIDE = 8;
const CSV = pathOf('../fixtures/digits/digits.csv');
const OUT = pathOf('../out/quickstart');
const kmeans = new KMeans({ k: 10, epochs: 10, mini_batch_size: 300 });
const seed = 1;
/** What a reader of SageMaker's log looks for. */
const GIST = [
  /entrypoint/,
  /Iter \d+/,
  /shrinking \d+/,
  /attempt #/,
  /finished shrinking/,
  /quality_metric/,
  /throughput/,
];

function pathOf(url) {
  return relative('', fileURLToPath(new URL(url, import.meta.url))) || '.';
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });

const { labels, pixels } = await readDigits(CSV);
const { backend, simd, threads } = await loadKernels();
say(`k-means on ${count(pixels.length)} real handwritten digits of ${SIDE} x ${SIDE} pixels`);
say(`backend ${backend} (simd ${simd}, threads ${threads})`);

title('1. Train through a CSV channel');
const csvModel = await train('csv', channel(CSV, { contentType: 'text/csv;label_size=1' }), GIST);

title('2. The same digits through a RecordIO-protobuf channel');
const recordFile = `${OUT}/digits.pbr`;
const recordBytes = encodeRecords(toRows(pixels), Float32Array.from(labels));
await writeFile(recordFile, recordBytes);
say(`wrote ${recordFile}: ${count(pixels.length)} records, ${count(recordBytes.length)} bytes`);
const recordModel = await train(
  'recordio',
  channel(recordFile, { contentType: 'application/x-recordio-protobuf' }),
  GIST.slice(-2),
);

const archives = { csv: await csvModel.pack(), recordio: await recordModel.pack() };
const same = sha256(archives.csv) === sha256(archives.recordio);
say(`csv       model.tar.gz  sha256 ${sha256(archives.csv).slice(0, 16)}…`);
say(`recordio  model.tar.gz  sha256 ${sha256(archives.recordio).slice(0, 16)}…`);
if (!same) throw new Error('the two channels gave different models');
say('The two channels gave the same model, byte for byte.');

title('3. The ten centroids it found without ever seeing a label');
await csvModel.save(`${OUT}/model.tar.gz`);
const model = await loadModel(`${OUT}/model.tar.gz`);
const { closest_cluster: clusters } = await model.predict(pixels);
const agreement = contingency(clusters, labels);
const found = agreement.clusters
  .map((cluster, row) => ({ cluster, counts: agreement.counts[row], ...mostFrequent(agreement, row) }))
  .sort((a, b) => a.digit - b.digit || b.share - a.share);
const { centroids } = model.model;
draw(
  found.map(({ cluster }) => Array.from({ length: SIDE * SIDE }, (_, pixel) => centroids.get(cluster, pixel))),
  found.map(({ digit, share }) => `${digit} (${percent(share)})`),
);
say('Below each: the digit most frequent in its cluster, and the share of the cluster it makes up.');

title('4. How clusters and digits line up');
say(`cluster ${agreement.labels.map((digit) => String(digit).padStart(5)).join('')}`);
for (const { cluster, counts } of found) {
  say(`${String(cluster).padStart(7)} ${counts.map((n) => (n === 0 ? '·' : String(n)).padStart(5)).join('')}`);
}
say('');
say(`purity ${percent(purity(agreement))}: the share of digits in a cluster whose most frequent digit they are`);
say(`adjusted Rand index ${adjustedRandIndex(agreement).toFixed(2)}: 1 for perfect agreement, 0 for chance`);

title('5. A prediction, as an endpoint answers it');
const [example] = pixels;
draw([example], [`a ${labels[0]}`]);
const answer = await model.invoke(example.join(','), 'text/csv', 'application/json');
say(new TextDecoder().decode(answer));

title('6. What to try next');
say(`node dist/cli/main.js inspect ${OUT}/model.tar.gz
node dist/cli/main.js inspect ${recordFile} --records 1
node dist/cli/main.js transform --model ${OUT}/model.tar.gz --input ${pathOf('../fixtures/digits/test-features.csv')} \\
  --content-type text/csv --accept application/jsonlines --split-type Line --assemble-with Line
node dist/cli/main.js train --algorithm kmeans --train ${recordFile} --hyperparameter k=20 --output ${OUT}/k20
node dist/cli/main.js check --algorithm kmeans --content-type 'text/csv;label_size=1' ${pathOf('../fixtures/digits/train.csv')}
node dist/cli/main.js convert ${recordFile} ${OUT}/digits.csv
node dist/cli/main.js serve --model ${OUT}/model.tar.gz --port 0
node dist/cli/main.js control-plane --data ${OUT}/control-plane --port 0
node dist/cli/main.js submit --job fixtures/digits/job.json --region eu-west-1 --role arn:aws:iam::123456789012:role/SageMaker \\
  --instance-type ml.m5.large --data s3://my-bucket/digits --dry-run
node dist/cli/main.js local-mode --image kmeans:1
node dist/cli/main.js doctor
Then read how it works: src/algorithms/kmeans/README.md`);

/** Trains, shows the progress and the gist of SageMaker's log, and keeps the whole log in a file. */
async function train(name, data, gist) {
  const log = [];
  const progress = showProgress(process.stderr);
  const startMs = performance.now();
  const model = await kmeans.fit(
    { train: data },
    { seed, onStep: (step) => progress.step(step), log: (line) => log.push(line) },
  );
  progress.end();
  const seconds = ((performance.now() - startMs) / 1000).toFixed(2);
  await writeFile(`${OUT}/${name}.log`, `${log.join('\n')}\n`);

  const shown = firstAndLast(log, gist);
  for (const line of shown) say(`  ${line.length > 98 ? `${line.slice(0, 97)}…` : line}`);
  say(`  … and ${log.length - shown.length} more lines, all of them in ${OUT}/${name}.log`);
  say(`trained in ${seconds} s, train msd ${model.metrics['train:msd'].toFixed(2)}`);
  return model;
}

/** The first and the last line of every kind. */
function firstAndLast(log, kinds) {
  const shown = kinds.flatMap((kind) => {
    const lines = log.filter((line) => kind.test(line));
    return [lines.at(0), lines.at(-1)];
  });
  return log.filter((line) => line !== '' && shown.includes(line));
}

async function readDigits(path) {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  return { labels: rows.map(([label]) => label), pixels: rows.map((row) => row.slice(1)) };
}

function mostFrequent({ labels, counts }, row) {
  const most = Math.max(...counts[row]);
  return {
    digit: labels[counts[row].indexOf(most)],
    share: most / counts[row].reduce((total, n) => total + n, 0),
  };
}

function draw(images, captions) {
  say(drawImages(images, { width: SIDE, height: SIDE, captions }));
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function count(value) {
  return value.toLocaleString('en-US');
}

function percent(share) {
  return `${Math.round(share * 100)} %`;
}

function title(text) {
  console.log(`\n${text}\n`);
}

function say(text) {
  console.log(text);
}
