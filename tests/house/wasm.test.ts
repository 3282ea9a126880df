import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type RepositoryFile, root, sourceFiles } from './support/repository.js';
import { importsOf, parse, place, walk } from './support/syntax.js';

describe('the committed WebAssembly', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagelocal-house-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    for (const name of ['sagelocal.wasm', 'sagelocal.wasm.json'])
      cpSync(`${root}native/wasm/${name}`, join(folder, name));
  });

  function mismatch(): string {
    const code = `
      import { findMismatch } from ${JSON.stringify(`${root}scripts/wasm-sources.mjs`)};
      console.log(findMismatch(${JSON.stringify(folder)}) ?? 'none');`;
    const args = ['--input-type=module', '--eval', code, 'script'];
    return execFileSync(process.execPath, args, { encoding: 'utf8' }).trim();
  }

  test('is of the sources beside it', () => {
    expect(mismatch()).toBe('none');
  });

  test('is told from another file', () => {
    appendFileSync(join(folder, 'sagelocal.wasm'), '\0');
    expect(mismatch()).toMatch('not the file');
  });

  test('is told from older sources', () => {
    const record = join(folder, 'sagelocal.wasm.json');
    const { sha256 } = JSON.parse(readFileSync(record, 'utf8')) as { sha256: string };
    writeFileSync(record, JSON.stringify({ sha256, sources: '0'.repeat(64) }));
    expect(mismatch()).toMatch('older than its sources');
  });
});

/** Files that run where there is no Node: what `start` loads at run time. */
function loadedBy(start: string, files: ReadonlyMap<string, RepositoryFile>): RepositoryFile[] {
  const loaded = new Set<RepositoryFile>();
  const visit = (path: string): void => {
    const file = files.get(path);
    if (file === undefined || loaded.has(file)) return;
    loaded.add(file);
    for (const { target, typeOnly } of importsOf(file)) if (target !== undefined && !typeOnly) visit(target);
  };
  visit(start);
  return [...loaded];
}

/** A browser resolves neither packages nor Node's modules; `import()` of one is a choice made at run time. */
function staticPackages(file: RepositoryFile): string[] {
  const dynamic = [...walk(parse(file))].filter(({ node }) => node.type === 'ImportExpression');
  const places = new Set(dynamic.map(({ node }) => place(file, node)));
  return importsOf(file)
    .filter(({ target, typeOnly }) => target === undefined && !typeOnly)
    .filter((found) => !(isBuiltin(found.specifier) && places.has(found.place)))
    .map((found) => `${found.place} imports ${found.specifier}`);
}

describe('the entry for browsers', () => {
  test('leans on nothing that only Node has', () => {
    const files = loadedBy('src/kernels/wasm.ts', new Map(sourceFiles().map((file) => [file.path, file])));
    expect(files.map((file) => file.path)).toContain('src/errors.ts');
    expect(files.flatMap(staticPackages)).toEqual([]);
  });

  test('the check sees a package and a module of Node', () => {
    const planted = (text: string): string[] => staticPackages({ path: 'src/kernels/wasm.ts', text });
    expect(planted("import ndarray from 'ndarray';")).toHaveLength(1);
    expect(planted("import { readFile } from 'node:fs/promises';")).toHaveLength(1);
    expect(planted("const fs = await import('node:fs/promises');")).toEqual([]);
    expect(planted("import type { NdArray } from 'ndarray';")).toEqual([]);
  });
});
