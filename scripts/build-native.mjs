// Builds the native core with cargo where that can be done, and says so plainly where not: the package then runs on its WebAssembly core.
// Never fails an install unless SAGELOCAL_REQUIRE_NATIVE=1. SAGELOCAL_SKIP_NATIVE=1 skips it.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const OLDEST_CARGO = [1, 89];
const LIBRARY_NAME = { linux: 'libsagelocal_node.so', darwin: 'libsagelocal_node.dylib', win32: 'sagelocal_node.dll' };
const BUILD_LIMIT_MS = 20 * 60_000;
// A registry that is out of reach should cost seconds, not minutes.
const IMPATIENT = { CARGO_NET_RETRY: '1', CARGO_HTTP_TIMEOUT: '15' };
const NETWORK_TROUBLE = /failed to (download|fetch|get|query)|couldn't resolve|could not connect|spurious network/i;

const workspace = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'native');
const addon = path.join(workspace, `sagelocal.${process.platform}-${process.arch}.node`);

const reason = await reasonNotToBuild();
if (reason === undefined) report(true, await build());
else report(false, reason);

async function reasonNotToBuild() {
  if (process.env.SAGELOCAL_SKIP_NATIVE === '1') return 'SAGELOCAL_SKIP_NATIVE=1';
  if (LIBRARY_NAME[process.platform] === undefined) return `no native core for ${process.platform}`;
  const cargo = spawnSync('cargo', ['--version'], { encoding: 'utf8' });
  if (cargo.error) return 'cargo is not on PATH';
  const version = /cargo (\d+)\.(\d+)/.exec(cargo.stdout);
  if (version === null) return `cargo does not answer: ${(cargo.stderr || cargo.stdout).trim().split('\n')[0]}`;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const oldEnough = major > OLDEST_CARGO[0] || (major === OLDEST_CARGO[0] && minor >= OLDEST_CARGO[1]);
  return oldEnough ? undefined : `${cargo.stdout.trim()} is older than ${OLDEST_CARGO.join('.')}`;
}

/** Returns the reason of a failure, or undefined. */
async function build() {
  console.log('sagelocal: building the native core with cargo (about half a minute) …');
  let attempt = await cargoBuild([]);
  if (attempt.code !== 0 && NETWORK_TROUBLE.test(attempt.stderr)) {
    console.log('sagelocal: no crate registry in reach, trying with the crates this machine has …');
    const offline = await cargoBuild(['--offline']);
    if (offline.code === 0) attempt = offline;
  }
  if (attempt.code !== 0) return attempt.failure;
  const target = process.env.CARGO_TARGET_DIR ?? path.join(workspace, 'target');
  try {
    // Aside and renamed: a process that has the old addon mapped keeps it.
    const aside = `${addon}.${process.pid}`;
    fs.copyFileSync(path.join(target, 'release', LIBRARY_NAME[process.platform]), aside);
    fs.renameSync(aside, addon);
  } catch (error) {
    return error.message;
  }
  return undefined;
}

function cargoBuild(extra) {
  const cargo = spawn('cargo', ['build', '--release', '--locked', '-p', 'sagelocal-node', ...extra], {
    cwd: workspace,
    env: { ...IMPATIENT, ...process.env },
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: BUILD_LIMIT_MS,
  });
  let stderr = '';
  cargo.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
    process.stderr.write(text);
  });
  return new Promise((resolve) => {
    cargo.on('error', (error) => resolve({ code: 1, stderr, failure: error.message }));
    cargo.on('close', (code, signal) => resolve({ code, stderr, failure: failureOf(stderr, signal) }));
  });
}

function failureOf(stderr, signal) {
  const lines = stderr.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => /^(error|caused by|failed to|could not|\[\d+\])/i.test(line)).slice(0, 3);
  return `cargo failed: ${telling.join(' | ') || signal || 'see above'}`;
}

function report(tried, failure) {
  const built = tried && failure === undefined;
  const status = { built, reason: built ? 'built by cargo' : failure };
  try {
    fs.writeFileSync(path.join(workspace, 'status.json'), `${JSON.stringify(status)}\n`);
  } catch {
    // A read-only folder: `doctor` then says that the addon is missing, without the reason.
  }
  if (built) {
    console.log('sagelocal: the native core is ready.');
    return;
  }
  console.error(
    [
      '',
      `sagelocal: the native core was not built: ${failure}.`,
      'sagelocal: everything works on the WebAssembly core, on one thread and 2 to 4 times slower per thread.',
      `sagelocal: for the native core install Rust ${OLDEST_CARGO.join('.')} or newer and run "npm rebuild sagelocal" (in a clone: "npm run build:native").`,
      '',
    ].join('\n'),
  );
  if (process.env.SAGELOCAL_REQUIRE_NATIVE === '1') process.exit(1);
}
