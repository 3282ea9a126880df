// Builds the native core with cargo where that is possible, and says in one notice why where it is not. The package works
// without it, on its WebAssembly core, so a failure here fails the install only under SAGELOCAL_REQUIRE_NATIVE=1.
//
// Writes native/sagelocal.<platform>-<arch>.node and native/status.json, which tells the library the reason.
// SAGELOCAL_SKIP_NATIVE=1 builds nothing. CARGO_TARGET_DIR is honoured.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = fileURLToPath(new URL('../native/', import.meta.url));
const addon = join(native, `sagelocal.${process.platform}-${process.arch}.node`);
const TIMEOUT_MS = 20 * 60_000;
const LIBRARY = { darwin: 'libsagelocal_node.dylib', win32: 'sagelocal_node.dll' }[process.platform];
const UNREACHABLE =
  /failed to (download|fetch|get|query)|could not resolve|couldn't resolve|spurious network|timed? ?out/i;

const failure = process.env.SAGELOCAL_SKIP_NATIVE === '1' ? 'SAGELOCAL_SKIP_NATIVE is set' : await build();
writeFileSync(join(native, 'status.json'), `${JSON.stringify({ ok: failure === undefined, reason: failure })}\n`);
if (failure !== undefined) {
  console.error(`
sagelocal: the native core was not built: ${failure}.
sagelocal: everything still works, on the slower WebAssembly core.
sagelocal: for the native core, install Rust ${minimumRust().join('.')} or newer (https://rustup.rs) and run: npm rebuild sagelocal
`);
  if (process.env.SAGELOCAL_REQUIRE_NATIVE === '1') process.exitCode = 1;
}

/** Returns why there is no addon, or nothing. */
async function build() {
  const unusable = cargoProblem();
  if (unusable !== undefined) return unusable;
  const started = performance.now();
  console.error('sagelocal: building the native core with cargo, half a minute to two the first time ...');
  let run = await cargo();
  if (run.failure !== undefined && UNREACHABLE.test(run.stderr)) {
    console.error('sagelocal: no crate registry in reach, trying what cargo has cached ...');
    const offline = await cargo('--offline');
    run =
      offline.failure === undefined ? offline : { failure: 'no crate registry in reach, and the cache lacks crates' };
  }
  // Never over a file that a process may have mapped; and an addon of older sources is worse than none.
  rmSync(addon, { force: true });
  if (run.failure !== undefined) return run.failure;
  const target = process.env.CARGO_TARGET_DIR ? resolve(native, process.env.CARGO_TARGET_DIR) : join(native, 'target');
  copyFileSync(join(target, 'release', LIBRARY ?? 'libsagelocal_node.so'), addon);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.error(`sagelocal: native core ready (${seconds} s)`);
}

function cargoProblem() {
  const { error, stdout } = spawnSync('cargo', ['--version'], { encoding: 'utf8', cwd: native });
  if (error !== undefined) return 'cargo is not on the PATH';
  const found = /^cargo (\d+)\.(\d+)/.exec(stdout);
  if (found === null) return 'cargo does not run';
  const [major, minor] = minimumRust();
  const [, foundMajor, foundMinor] = found.map(Number);
  if (foundMajor < major || (foundMajor === major && foundMinor < minor)) {
    return `cargo is ${foundMajor}.${foundMinor}, older than ${major}.${minor}`;
  }
}

function minimumRust() {
  const [, version] = /^rust-version = "(.+)"$/m.exec(readFileSync(join(native, 'Cargo.toml'), 'utf8'));
  return version.split('.').map(Number);
}

/** Runs cargo, showing its progress as it comes. */
function cargo(...flags) {
  const patience = { CARGO_NET_RETRY: '1', CARGO_HTTP_TIMEOUT: '15' };
  const child = spawn('cargo', ['build', '--release', '--locked', '--package', 'sagelocal-node', ...flags], {
    cwd: native,
    env: { ...patience, ...process.env },
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
    process.stderr.write(text);
  });
  return new Promise((done) => {
    child.once('error', (error) => done({ failure: error.message, stderr }));
    child.once('close', (code, signal) => {
      done({ failure: code === 0 ? undefined : `cargo failed: ${firstError(stderr) ?? signal ?? code}`, stderr });
    });
  });
}

function firstError(stderr) {
  return /^error.*$/m.exec(stderr)?.[0].replace(/[.:\s]+$/, '');
}
