// Ties the committed WebAssembly to its sources by hash.
//
//   node scripts/wasm-sources.mjs [--check]            exit 1 where native/wasm/sagelocal.wasm is not of these sources
//   node scripts/wasm-sources.mjs --write DIRECTORY    writes DIRECTORY/sagelocal.wasm.json
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Hash over names and contents of all that the WebAssembly is made of; tests are not. */
export function hashOfSources() {
  const files = ['native/Cargo.toml', 'native/Cargo.lock', 'scripts/build-wasm.sh'];
  for (const part of ['core', 'wasm']) {
    const entries = readdirSync(join(root, 'native', part, 'src'), { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.name.endsWith('.rs'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((path) => !/\/tests(\.rs$|\/)/.test(path));
    files.push(`native/${part}/Cargo.toml`, ...paths);
  }
  const lines = files
    .sort()
    .map((file) => `${sha256(readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n'))} ${file}\n`);
  return sha256(lines.join(''));
}

/** Says what is wrong with the WebAssembly in a folder, or nothing. */
export function findMismatch(folder = join(root, 'native/wasm')) {
  const wasm = readFileSync(join(folder, 'sagelocal.wasm'));
  const recorded = JSON.parse(readFileSync(join(folder, 'sagelocal.wasm.json'), 'utf8'));
  if (recorded.sha256 !== sha256(wasm)) return 'sagelocal.wasm is not the file that sagelocal.wasm.json describes';
  if (recorded.sources !== hashOfSources()) return 'sagelocal.wasm is older than its sources: run npm run build:wasm';
}

function write(folder) {
  const record = { sha256: sha256(readFileSync(join(folder, 'sagelocal.wasm'))), sources: hashOfSources() };
  writeFileSync(join(folder, 'sagelocal.wasm.json'), `${JSON.stringify(record, null, 2)}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [mode, folder] = process.argv.slice(2);
  if (mode === '--write' && folder !== undefined) {
    write(folder);
  } else {
    const mismatch = findMismatch();
    console.log(mismatch ?? 'sagelocal.wasm is what its sources build');
    if (mismatch !== undefined) process.exitCode = 1;
  }
}
