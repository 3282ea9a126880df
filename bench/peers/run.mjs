// Runs the same work here and in other people's libraries, alternating, and prints one JSON line per pair on stdout.
//   npm run bench:peers -- [--workload NAME ...] [--peer NAME ...] [--rounds N] [--threads 2] [--smoke] [--json]
// ratio = peer_seconds / seconds: above 1, we are faster. foreign_cpu is the share of the machine that other processes used
// meanwhile; well above 0 means: measure again. --rounds is 3, or what a workload says whose single run is long. --json leaves out the lines for people on stderr. --smoke takes tiny data and shows every peer once.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pythonEnvironment } from '../../scripts/python-env.mjs';
import { workloads } from './workloads.mjs';

/** Share of the machine that others may use before a run counts as disturbed. */
const QUIET = 0.1;

const here = fileURLToPath(new URL('.', import.meta.url));

const { values: options } = parseArgs({
  options: {
    workload: { type: 'string', multiple: true, default: Object.keys(workloads) },
    peer: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    threads: { type: 'string', default: '2' },
    smoke: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const unknown = options.workload.filter((name) => !(name in workloads));
if (unknown.length > 0) {
  console.error(`no workload ${unknown.join(', ')}; there are ${Object.keys(workloads).join(', ')}`);
  process.exit(1);
}

const dataFolder = join(here, '..', 'data', options.smoke ? 'smoke' : 'full');
const environment = {
  ...process.env,
  BENCH_DATA: dataFolder,
  BENCH_THREADS: options.threads,
  SAGELOCAL_THREADS: options.threads,
  SAGEMAKER_SUPPRESS_V2_WARNING: '1',
  PYTHONDONTWRITEBYTECODE: '1',
};
// Before a library is loaded, or it will not listen.
for (const pool of ['OMP', 'OPENBLAS', 'MKL', 'RAYON']) environment[`${pool}_NUM_THREADS`] = options.threads;
environment.POLARS_MAX_THREADS = options.threads;

const pythons = new Map();

/** @returns {string | undefined} the interpreter, or nothing where the packages cannot be had; said once */
function python(name) {
  if (!pythons.has(name)) {
    try {
      pythons.set(name, pythonEnvironment(name, join(here, `requirements-${name}.txt`)));
    } catch (error) {
      console.error(`The peers of the environment "${name}" are skipped: ${error.message}`);
      pythons.set(name, undefined);
    }
  }
  return pythons.get(name);
}

const USUAL_ROUNDS = 3;

/** How often each side starts, and what it does then. Long work is not worth a run that only warms up. */
function effortOf({ rounds: few }) {
  if (options.smoke) return { rounds: 1, warmUps: 1, repeats: 1 };
  const rounds = Number(options.rounds ?? few ?? USUAL_ROUNDS);
  return few === undefined ? { rounds, warmUps: 1, repeats: 2 } : { rounds, warmUps: 0, repeats: 1 };
}

/** One process, one measurement: the last line of its output that is JSON. */
function measure(command, args, { warmUps, repeats } = { warmUps: 0, repeats: 0 }) {
  const env = { ...environment, BENCH_WARM_UPS: `${warmUps}`, BENCH_REPEATS: `${repeats}` };
  const { status, stdout, stderr, error } = spawnSync(command, args, { env, encoding: 'utf8', cwd: here });
  const line = stdout?.split('\n').findLast((text) => text.startsWith('{'));
  if (status !== 0 || line === undefined) throw new Error(`${args.join(' ')} failed: ${error?.message ?? stderr}`);
  return JSON.parse(line);
}

const ourselves = (name, effort) => measure(process.execPath, ['--expose-gc', join(here, 'ours.mjs'), name], effort);

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** All rounds of one side as one result: the median of those that other processes left alone, if there are enough. */
function summary(results) {
  const runs = results.flatMap(({ seconds, foreign }) => seconds.map((s, i) => ({ seconds: s, foreign: foreign[i] })));
  const quiet = runs.filter(({ foreign }) => foreign <= QUIET);
  const kept = quiet.length >= 3 ? quiet : runs;
  return {
    ...results[0],
    seconds: median(kept.map((run) => run.seconds)),
    foreign: median(kept.map((run) => run.foreign)),
    peak_rss_mb: Math.max(...results.map((result) => result.peak_rss_mb)),
  };
}

/** Our centroids are judged by the same function as the peers'. */
function judged(workload, result) {
  if (result.quality !== undefined) return result; // readers sum up their own cells
  const script = join(here, workload.script);
  return { ...result, quality: measure(python('peers'), [script, 'judge', workload.task ?? workload.set]).quality };
}

const smoked = new Set();

/** A smoke run is about code that still runs: a peer that ran on one workload of its script need not start for the next. */
function isSmoked({ script }, peer) {
  const key = `${script} ${peer}`;
  const known = smoked.has(key);
  smoked.add(key);
  return options.smoke && known;
}

function* comparisons(name) {
  const workload = workloads[name];
  mkdirSync(dataFolder, { recursive: true });
  const maker = python('peers');
  if (maker === undefined) return;
  if (!existsSync(join(dataFolder, `.${workload.set}.done`))) {
    const smoke = options.smoke ? ['--smoke'] : [];
    execFileSync(maker, [join(here, 'data.py'), dataFolder, workload.set, ...smoke], { stdio: ['ignore', 2, 2] });
  }
  const peers = workload.peers.filter(
    ({ peer, environment }) =>
      options.peer?.includes(peer) !== false && python(environment) !== undefined && !isSmoked(workload, peer),
  );
  const ours = [];
  const theirs = new Map(peers.map(({ peer }) => [peer, []]));
  const effort = effortOf(workload);
  for (let round = 0; round < effort.rounds; round++) {
    ours.push(ourselves(name, effort));
    for (const { peer, environment } of peers) {
      const args = [join(here, workload.script), peer, workload.task ?? workload.set];
      theirs.get(peer).push(measure(python(environment), args, effort));
    }
  }
  const own = judged(workload, summary(ours));
  for (const [peer, results] of theirs) yield pair(name, own, peer, summary(results));
}

function pair(workload, own, peer, theirs) {
  return {
    workload,
    peer,
    peer_version: theirs.version,
    threads: own.threads,
    peer_threads: theirs.threads,
    backend: own.backend,
    seconds: Number(own.seconds.toFixed(6)),
    peer_seconds: Number(theirs.seconds.toFixed(6)),
    ratio: Number((theirs.seconds / own.seconds).toFixed(3)),
    quality: own.quality,
    peer_quality: theirs.quality,
    peak_rss_mb: own.peak_rss_mb,
    peer_peak_rss_mb: theirs.peak_rss_mb,
    data_mb: own.data_mb,
    foreign_cpu: Number(own.foreign.toFixed(2)),
    peer_foreign_cpu: Number(theirs.foreign.toFixed(2)),
    ...(theirs.note === undefined ? {} : { note: theirs.note }),
  };
}

let pairs = 0;
for (const name of options.workload) {
  for (const result of comparisons(name)) {
    pairs++;
    console.log(JSON.stringify(result));
    if (options.json) continue;
    const { seconds, peer, peer_seconds: peerSeconds, ratio, quality, peer_quality: peerQuality } = result;
    const times = `${seconds.toFixed(4)} s here, ${peerSeconds.toFixed(4)} s ${peer}: ${ratio.toFixed(2)} times`;
    const qualities = peerQuality === null ? '' : `; ${workloads[name].unit} ${quality} here, ${peerQuality} there`;
    console.error(`${name}: ${times}${qualities}`);
  }
}
if (pairs === 0) console.error('Nothing could be compared.');
