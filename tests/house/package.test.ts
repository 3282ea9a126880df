import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readText, root } from './support/repository.js';

/** About a third is the WebAssembly core with the kernels of seven algorithms. */
const PACKED_BYTES = 1_400_000;
const UNPACKED_BYTES = 5_000_000;

/** What the package is made of; whatever else gets in is a mistake. */
const BELONGS =
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.+\.(js|d\.ts)|engines\/sagemaker-local-mode\/docker(-compose)?|native\/(Cargo\.(toml|lock)|rust-toolchain\.toml|(core|node|wasm)\/(Cargo\.toml|build\.rs|src\/.+\.rs)|wasm\/sagelocal\.wasm(\.json)?)|scripts\/build-native\.mjs)$/;

const NEEDED = [
  'dist/index.js',
  'dist/index.d.ts',
  'dist/cli/main.js',
  'engines/sagemaker-local-mode/docker',
  'engines/sagemaker-local-mode/docker-compose',
  'native/Cargo.toml',
  'native/Cargo.lock',
  'native/core/Cargo.toml',
  'native/core/src/lib.rs',
  'native/node/Cargo.toml',
  'native/node/build.rs',
  'native/node/src/lib.rs',
  'native/wasm/Cargo.toml',
  'native/wasm/sagelocal.wasm',
  'scripts/build-native.mjs',
  'LICENSE',
  'README.md',
];

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
}

interface Packed {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly size: number;
  readonly unpackedSize: number;
}

function node(code: string, cwd = root, env: Readonly<Record<string, string>> = {}): string {
  const options = { cwd, encoding: 'utf8', env: { ...process.env, ...env } } as const;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', code], options);
}

beforeAll(() => {
  if (!existsSync(`${root}dist/index.js`)) throw new Error('these tests look at the built package: npm run build');
});

describe('the package', () => {
  let packed: Packed;
  beforeAll(() => {
    const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
    });
    packed = (JSON.parse(answer) as [Packed])[0];
  });

  test('holds what an installation needs', () => {
    const paths = packed.files.map((file) => file.path);
    expect(NEEDED.filter((path) => !paths.includes(path))).toEqual([]);
  });

  test('holds nothing else', () => {
    expect(packed.files.map((file) => file.path).filter((path) => !BELONGS.test(path))).toEqual([]);
  });

  test('holds nothing that an earlier build left behind', () => {
    const built = packed.files.map((file) => file.path).filter((path) => /^dist\/.+\.js$/.test(path));
    const sourceOf = (path: string): string => path.replace(/^dist/, 'src').replace(/\.js$/, '.ts');
    expect(built.filter((path) => !existsSync(root + sourceOf(path)))).toEqual([]);
  });

  test(`weighs at most ${PACKED_BYTES} bytes packed and ${UNPACKED_BYTES} unpacked`, () => {
    expect(packed.size).toBeLessThanOrEqual(PACKED_BYTES);
    expect(packed.unpackedSize).toBeLessThanOrEqual(UNPACKED_BYTES);
  });
});

describe('the entry points', () => {
  const manifest = JSON.parse(readText('package.json')) as Manifest;

  test.each(Object.entries(manifest.exports))('%s resolves to files that exist', (_, target) => {
    const paths = typeof target === 'string' ? [target] : [target.types, target.default];
    expect(paths.filter((path) => !existsSync(root + path))).toEqual([]);
  });

  test.each(Object.keys(manifest.exports).filter((path) => !path.endsWith('.json')))('%s can be imported', (path) => {
    const specifier = path.replace(/^\./, 'sagelocal');
    const names = node(`console.log(Object.keys(await import('${specifier}')).join())`);
    expect(names.trim()).not.toBe('');
  });

  test('the command is a node script', () => {
    for (const path of Object.values(manifest.bin)) {
      expect(readFileSync(root + path, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    }
  });

  test('the front door brings the documented names', () => {
    const code = `
      const start = performance.now();
      const names = Object.keys(await import('sagelocal'));
      console.log(JSON.stringify({ names, ms: Math.round(performance.now() - start) }));`;
    const { names, ms } = JSON.parse(node(code)) as { names: string[]; ms: number };
    console.info(`The first import of the library took ${ms} ms.`);
    for (const name of ['KMeans', 'channel', 'loadModel', 'UserError', 'AlgorithmError', 'PlatformError']) {
      expect(names).toContain(name);
    }
  });
});

describe('without native/', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagelocal-house-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(() => {
    cpSync(`${root}dist`, join(folder, 'dist'), { recursive: true });
    cpSync(`${root}package.json`, join(folder, 'package.json'));
    symlinkSync(`${root}node_modules`, join(folder, 'node_modules'), 'dir');
  });

  test('a slower library says so and still trains', () => {
    const code = `
      import { backendReport } from 'sagelocal/kernels';
      import { KMeans } from 'sagelocal';
      let warnings = 0;
      process.on('warning', (warning) => { warnings += warning.code === 'SAGELOCAL_FALLBACK'; });
      const rows = [[0, 0], [0, 1], [9, 9], [9, 8], [0, 2], [8, 9]];
      const model = await new KMeans({ k: 2 }).fit({ train: rows });
      const { closest_cluster: label } = await model.predict(rows);
      await new Promise((resolve) => setImmediate(resolve));
      console.log(JSON.stringify({ report: await backendReport(), warnings, apart: label[0] !== label[2] }));`;
    const quiet = { SAGELOCAL_BACKEND: '', NODE_NO_WARNINGS: '1' };
    const { report, warnings, apart } = JSON.parse(node(code, folder, quiet));
    expect(report.active).toBe('reference');
    expect(report.skipped.map((entry: { backend: string }) => entry.backend)).toEqual(['native', 'wasm']);
    expect(warnings).toBe(1);
    expect(apart).toBe(true);
  });
});
