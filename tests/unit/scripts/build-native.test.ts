/** The install script against a cargo that is missing, old, offline or broken: it never fails the install unless asked to. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ADDON = `native/sagelocal.${process.platform}-${process.arch}.node`;
const LIBRARY = process.platform === 'darwin' ? 'libsagelocal_node.dylib' : 'libsagelocal_node.so';

/** Succeeds as cargo would: a library where cargo leaves it. */
const BUILDS = `mkdir -p "\${CARGO_TARGET_DIR:-target}/release" && echo fresh >"\${CARGO_TARGET_DIR:-target}/release/${LIBRARY}"`;
const OFFLINE = 'echo "error: failed to download from the registry" >&2; exit 101';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sagelocal-install-'));
  mkdirSync(join(folder, 'native'));
  mkdirSync(join(folder, 'bin'));
  cpSync(`${root}native/Cargo.toml`, join(folder, 'native/Cargo.toml'));
  cpSync(`${root}scripts/build-native.mjs`, join(folder, 'scripts/build-native.mjs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A cargo of that version whose build runs `build`. */
function plantCargo(build: string, version = '1.95.0'): void {
  const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo "cargo ${version} (0 2026-01-01)"; exit 0; fi\n${build}\n`;
  writeFileSync(join(folder, 'bin/cargo'), script);
  chmodSync(join(folder, 'bin/cargo'), 0o755);
}

function install(environment: Readonly<Record<string, string>> = {}) {
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'scripts/build-native.mjs')], {
    encoding: 'utf8',
    // Only what a shell script needs besides the planted cargo.
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: folder, ...environment },
  });
  const word = JSON.parse(readFileSync(join(folder, 'native/status.json'), 'utf8')) as { ok: boolean; reason?: string };
  const addon = existsSync(join(folder, ADDON)) ? readFileSync(join(folder, ADDON), 'utf8').trim() : undefined;
  return { status, stderr, word, addon };
}

const systemHasCargo = ['/usr/bin/cargo', '/bin/cargo'].some(existsSync);

describe.skipIf(process.platform === 'win32')('npm install', () => {
  test('with cargo there is an addon', () => {
    plantCargo(BUILDS);
    expect(install()).toMatchObject({ status: 0, word: { ok: true }, addon: 'fresh' });
  });

  test('a target folder of one’s own is honoured', () => {
    plantCargo(BUILDS);
    const target = join(folder, 'elsewhere');
    expect(install({ CARGO_TARGET_DIR: target })).toMatchObject({ status: 0, addon: 'fresh' });
    expect(existsSync(join(target, 'release', LIBRARY))).toBe(true);
  });

  test.skipIf(systemHasCargo)('without cargo one notice says so, and the install goes on', () => {
    const { status, stderr, word } = install();
    expect(status).toBe(0);
    expect(word).toEqual({ ok: false, reason: 'cargo is not on the PATH' });
    expect(stderr).toContain('the native core was not built: cargo is not on the PATH.');
    expect(stderr).toContain('npm rebuild sagelocal');
  });

  test('with a cargo that is too old', () => {
    plantCargo(BUILDS, '1.75.0');
    expect(install()).toMatchObject({ status: 0, word: { ok: false, reason: 'cargo is 1.75, older than 1.89' } });
  });

  test('without a registry, from the cache', () => {
    plantCargo(`case "$*" in *--offline*) ${BUILDS};; *) ${OFFLINE};; esac`);
    expect(install()).toMatchObject({ status: 0, word: { ok: true }, addon: 'fresh' });
  });

  test('without a registry and without a cache', () => {
    plantCargo(OFFLINE);
    const { status, word } = install();
    expect(status).toBe(0);
    expect(word.reason).toMatch(/no crate registry in reach/);
  });

  test('where the build fails: the first error is the reason, and an addon of older sources goes', () => {
    plantCargo('echo "warning: fine" >&2; echo "error: linker not found." >&2; echo "error: more" >&2; exit 101');
    writeFileSync(join(folder, ADDON), 'stale');
    const { status, word, addon } = install();
    expect(status).toBe(0);
    expect(word.reason).toBe('cargo failed: error: linker not found');
    expect(addon).toBeUndefined();
  });

  test('where the native core is required, its absence is a failure', () => {
    plantCargo('exit 101');
    expect(install({ SAGELOCAL_REQUIRE_NATIVE: '1' }).status).toBe(1);
    plantCargo(BUILDS);
    expect(install({ SAGELOCAL_REQUIRE_NATIVE: '1' }).status).toBe(0);
  });

  test('where nobody wants it, nothing is built', () => {
    plantCargo('exit 101');
    const { status, word } = install({ SAGELOCAL_SKIP_NATIVE: '1' });
    expect(status).toBe(0);
    expect(word).toEqual({ ok: false, reason: 'SAGELOCAL_SKIP_NATIVE is set' });
  });
});
