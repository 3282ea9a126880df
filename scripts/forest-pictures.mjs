// Makes the two pictures of docs/learn/random-cut-forest.md, from dist/:  node scripts/forest-pictures.mjs
// The taxi series lies beside the checkout, in the folder that SAGELOCAL_SHARED names; without it, that picture is left as it is.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '../dist/data/random.js';
import { anomalyCutoff, dense, drawTreeCuts, RandomCutForest, shingle, treeOf, unfold } from '../dist/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const series = join(process.env.SAGELOCAL_SHARED ?? join(root, '..', 'shared'), 'data', 'nyc_taxi.csv');
const [WIDTH, HEIGHT, DAY] = [960, 150, 48];

async function treeCuts() {
  const random = new Random(2);
  const rows = Array.from({ length: 3200 }, () => [random.normal(), 0.6 * random.normal()]);
  const model = await new RandomCutForest({ num_trees: 50, num_samples_per_tree: 64 }).fit({ train: rows });
  return drawTreeCuts(unfold(treeOf(model.model.forest, 0)), { point: [5, 2.5] });
}

/** Windows several times over, in random order: so a tree knows all seasons. */
function shuffled(rows, times) {
  const [count, cols] = rows.shape;
  const random = new Random(1);
  const order = Array.from({ length: times }, () => random.sampleWithoutReplacement(count, count)).flat();
  const values = new Float32Array(order.length * cols);
  order.forEach((row, at) => {
    values.set(rows.data.subarray(row * cols, (row + 1) * cols), at * cols);
  });
  return dense(values, order.length, cols);
}

async function taxi() {
  const [, ...lines] = readFileSync(series, 'utf8').trim().split('\n');
  const [times, counts] = [lines.map((line) => line.split(',')[0]), lines.map((line) => Number(line.split(',')[1]))];
  const windows = shingle(counts, DAY);
  const forest = new RandomCutForest({ num_trees: 50, num_samples_per_tree: 1024 });
  const model = await forest.fit({ train: shuffled(windows, 5) });
  const { score } = await model.predict(windows);
  return taxiPicture(times, counts, score, anomalyCutoff(score));
}

/** The lowest and the highest value of every eight steps: all that shows at this width. */
function extremes(values) {
  return Array.from({ length: Math.ceil(values.length / 8) }, (_, group) => {
    const steps = Array.from(values.slice(8 * group, 8 * group + 8), (value, at) => [8 * group + at, value]);
    const sorted = steps.toSorted((a, b) => a[1] - b[1]);
    return [sorted[0], sorted.at(-1)].toSorted((a, b) => a[0] - b[0]);
  }).flat();
}

const EVENTS = {
  '2014-11-02': 'marathon',
  '2014-12-26': 'Christmas',
  '2015-01-01': 'New Year',
  '2015-01-27': 'snow storm',
};

function taxiPicture(times, counts, score, cutoff) {
  const x = (step) => ((WIDTH * step) / counts.length).toFixed(1);
  const scaled = (values, offset, top) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const y = (value) => (top + 20 + (HEIGHT - 30) * (1 - (value - low) / (high - low))).toFixed(1);
    return {
      y,
      path: extremes(values)
        .map(([at, value]) => `${x(at + offset)},${y(value)}`)
        .join(' '),
    };
  };
  const rides = scaled(counts, 0, 0);
  const scores = scaled(score, DAY - 1, HEIGHT);
  const marks = Object.entries(EVENTS).map(([day, name]) => {
    const at = times.findIndex((time) => time.startsWith(day));
    const atEdge = x(at) > WIDTH - 60;
    const anchor = `x="${x(at)}" font-family="sans-serif" font-size="12" text-anchor="${atEdge ? 'end' : 'middle'}" fill="#b22"`;
    return `<rect x="${x(at)}" y="18" width="${x(DAY)}" height="${2 * HEIGHT - 24}" fill="#d33" fill-opacity="0.2"/>
<text ${anchor} y="${name === 'New Year' ? 28 : 14}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${2 * HEIGHT}">
<rect width="${WIDTH}" height="${2 * HEIGHT}" fill="#fff"/>
${marks.join('\n')}
<polyline points="${rides.path}" fill="none" stroke="#468" stroke-width="0.5"/>
<polyline points="${scores.path}" fill="none" stroke="#222" stroke-width="0.8"/>
<line x1="0" x2="${WIDTH}" y1="${scores.y(cutoff)}" y2="${scores.y(cutoff)}" stroke="#d33" stroke-dasharray="4 4"/>
<text x="4" y="14" font-family="sans-serif" font-size="12">rides per half hour, ${times[0].slice(0, 10)} to ${times.at(-1).slice(0, 10)}</text>
<text x="4" y="${HEIGHT + 14}" font-family="sans-serif" font-size="12">score of the last 48 steps; dashed: mean + 3 standard deviations</text>
</svg>
`;
}

writeFileSync(join(root, 'docs/learn/tree-cuts.svg'), await treeCuts());
if (existsSync(series)) writeFileSync(join(root, 'docs/learn/nyc-taxi.svg'), await taxi());
else console.error(`SKIPPED: ${series} is absent.`);
