import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The checkout, with a slash at its end. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A file of this repository; `path` is relative to its root and written with slashes. */
export interface RepositoryFile {
  readonly path: string;
  readonly text: string;
}

/** What git ignores, too: built, downloaded or measured things. */
const NOT_OURS = new Set([
  '.git',
  '.venv',
  'node_modules',
  'dist',
  'target',
  'coverage',
  'bench/data',
  'bench/results',
]);

/** Paths of all files below `folder` (`''`: the whole checkout), sorted. */
export function pathsUnder(folder: string): string[] {
  const paths: string[] = [];
  for (const entry of readdirSync(root + folder, { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.has(entry.name) || NOT_OURS.has(path)) continue;
    if (entry.isDirectory()) paths.push(...pathsUnder(path));
    else if (entry.isFile()) paths.push(path);
  }
  return paths.sort();
}

export function readText(path: string): string {
  return readFileSync(root + path, 'utf8');
}

/** The files below `folder` whose path matches, with their text. */
export function filesUnder(folder: string, wanted: RegExp): RepositoryFile[] {
  return pathsUnder(folder)
    .filter((path) => wanted.test(path))
    .map((path) => ({ path, text: readText(path) }));
}

/** Every TypeScript file of the product. */
export function sourceFiles(): RepositoryFile[] {
  return filesUnder('src', /\.ts$/);
}
