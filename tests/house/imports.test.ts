import { isBuiltin } from 'node:module';
import { describe, expect, test } from 'vitest';
import { type RepositoryFile, readText, sourceFiles } from './support/repository.js';
import { type Import, importsOf } from './support/syntax.js';

/** Who may import whom. A room may always import itself, and everyone may import errors. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  data: [],
  kernels: ['data'],
  formats: ['data', 'kernels'],
  metrics: ['data'],
  algorithms: ['data', 'kernels', 'metrics'],
  artifacts: ['data'],
  training: ['algorithms', 'formats', 'artifacts', 'metrics', 'kernels', 'data'],
  serving: ['algorithms', 'formats', 'artifacts', 'kernels', 'data'],
  library: ['training', 'serving', 'artifacts', 'algorithms', 'formats', 'kernels', 'data'],
  jobs: ['library', 'training', 'serving', 'artifacts', 'algorithms', 'formats', 'kernels', 'data'],
  check: ['training', 'algorithms', 'artifacts', 'formats', 'kernels', 'data'],
  convert: ['training', 'artifacts', 'formats', 'kernels', 'data'],
  engines: ['jobs', 'serving', 'training'],
  report: [],
};

/** Doors that are open for types only. */
const TYPES_ONLY: Readonly<Record<string, RegExp>> = {
  artifacts: /^src\/algorithms\/algorithm\.ts$/,
  report: /^src\/(algorithms|data)\//,
};

function roomOf(path: string): string {
  return path.split('/').length > 2 ? (path.split('/')[1] as string) : path.slice('src/'.length, -'.ts'.length);
}

function mayImport(from: string, { target, typeOnly }: Import): boolean {
  if (target === undefined || target === 'src/errors.ts') return true;
  const [room, other] = [roomOf(from), roomOf(target)];
  if (room === other || room === 'cli') return true;
  if (room === 'index') return other !== 'cli';
  return ALLOWED[room]?.includes(other) === true || (typeOnly && TYPES_ONLY[room]?.test(target) === true);
}

function forbiddenImports(file: RepositoryFile): string[] {
  return importsOf(file)
    .filter((found) => !mayImport(file.path, found))
    .map((found) => `${found.place} imports ${found.target}`);
}

/** The first cycle among imports that exist at run time, as a path back to its start. */
function findCycle(files: readonly RepositoryFile[]): string[] | undefined {
  const edges = new Map(
    files.map((file) => [
      file.path,
      importsOf(file).flatMap(({ target, typeOnly }) => (target === undefined || typeOnly ? [] : [target])),
    ]),
  );
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (finished.has(path)) return undefined;
    for (const next of edges.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(path);
    return undefined;
  };
  for (const path of edges.keys()) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('imports', () => {
  const files = sourceFiles();
  const imports = files.flatMap(importsOf);

  test('every room is known and keeps to its doors', () => {
    const rooms = new Set(files.map((file) => roomOf(file.path)));
    expect([...rooms].filter((room) => !(room in ALLOWED) && !['cli', 'index', 'errors'].includes(room))).toEqual([]);
    expect(files.flatMap(forbiddenImports)).toEqual([]);
  });

  test('relative imports name a file that exists, with the ending it will have', () => {
    const paths = new Set(files.map((file) => file.path));
    const broken = imports.filter(
      ({ specifier, target }) => target !== undefined && !(specifier.endsWith('.js') && paths.has(target)),
    );
    expect(broken.map((found) => `${found.place} imports ${found.specifier}`)).toEqual([]);
  });

  test('there is no cycle at run time', () => {
    expect(findCycle(files)).toBeUndefined();
  });

  test('packages are declared, and declared packages are used', () => {
    type Names = Record<string, string>;
    const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(readText('package.json')) as {
      [Kind in 'dependencies' | 'optionalDependencies' | 'peerDependencies']: Names;
    };
    const declared = { ...dependencies, ...optionalDependencies, ...peerDependencies };
    const packages = imports.filter(({ specifier, target }) => target === undefined && !isBuiltin(specifier));
    const undeclared = packages.filter(({ specifier }) => !(packageOf(specifier) in declared));
    expect(undeclared.map((found) => `${found.place} imports ${found.specifier}`)).toEqual([]);
    const used = new Set(packages.map(({ specifier }) => packageOf(specifier)));
    expect(Object.keys(declared).filter((name) => !used.has(name))).toEqual([]);
  });

  test("node's own modules carry their prefix", () => {
    const bare = imports.filter(({ specifier }) => isBuiltin(specifier) && !specifier.startsWith('node:'));
    expect(bare.map((found) => found.place)).toEqual([]);
  });
});

describe('the checks above catch', () => {
  const planted = (path: string, text: string): string[] => forbiddenImports({ path, text });

  test.each([
    ['src/data/dense.ts', "import { loadKernels } from '../kernels/choose.js';"],
    [
      'src/formats/content-type.ts',
      "import {\n  type Algorithm,\n  findAlgorithm,\n} from '../algorithms/registry.js';",
    ],
    ['src/algorithms/kmeans/train.ts', "export * from '../../formats/csv.js';"],
    ['src/algorithms/kmeans/train.ts', "const csv = await import('../../formats/csv.js');"],
    ['src/artifacts/tar.ts', "import { kmeans } from '../algorithms/kmeans/index.js';"],
    ['src/artifacts/tar.ts', "import { toRow } from '../algorithms/algorithm.js';"],
    ['src/report/progress.ts', "import { kmeans } from '../algorithms/kmeans/index.js';"],
    ['src/index.ts', "export { main } from './cli/main.js';"],
    ['src/errors.ts', "import { dense } from './data/dense.js';"],
  ])('%s: %s', (path, text) => {
    expect(planted(path, text)).toHaveLength(1);
  });

  test.each([
    ['src/data/csr.ts', "import { UserError } from '../errors.js';"],
    ['src/artifacts/tar.ts', "import type { ArtifactFiles } from '../algorithms/algorithm.js';"],
    ['src/report/progress.ts', "type S = import('../algorithms/algorithm.js').Step;"],
    ['src/cli/main.ts', "import { runLocal } from '../jobs/run-local.js';"],
    ['src/formats/csv/csv.ts', "// import { kmeans } from '../algorithms/kmeans/index.js';"],
  ])('and let pass %s: %s', (path, text) => {
    expect(planted(path, text)).toEqual([]);
  });

  test('a cycle, but not one of types', () => {
    const cycle = (kind: string): RepositoryFile[] => [
      { path: 'src/data/a.ts', text: "import { b } from './b.js';" },
      { path: 'src/data/b.ts', text: `import ${kind} { a } from './a.js';` },
    ];
    expect(findCycle(cycle(''))).toEqual(['src/data/a.ts', 'src/data/b.ts', 'src/data/a.ts']);
    expect(findCycle(cycle('type'))).toBeUndefined();
  });
});
