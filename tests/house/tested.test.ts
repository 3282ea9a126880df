import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesUnder, type RepositoryFile, sourceFiles } from './support/repository.js';
import { importsOf, parse } from './support/syntax.js';

/**
 * Files without a test of their own, held by the test of a neighbour that is made of them. The test must reach the file through
 * imports.
 */
const HELD_BY: Readonly<Record<string, string>> = {
  'src/artifacts/member-name.ts': 'tests/unit/artifacts/tar.test.ts',
  'src/formats/file-source.ts': 'tests/unit/training/channels/open-channel.test.ts',
  'src/kernels/interface/factorization.ts': 'tests/conformance/kernels/factorization.test.ts',
  'src/kernels/interface/scans.ts': 'tests/unit/kernels/scan-results.test.ts',
  'src/kernels/native/factorization.ts': 'tests/conformance/kernels/factorization.test.ts',
  'src/kernels/native/eigen.ts': 'tests/conformance/kernels/eigen.test.ts',
  'src/kernels/native/forest.ts': 'tests/conformance/kernels/forest.test.ts',
  'src/kernels/native/kmeans.ts': 'tests/conformance/kernels/kmeans.test.ts',
  'src/kernels/native/moments.ts': 'tests/conformance/kernels/moments.test.ts',
  'src/kernels/native/neighbors.ts': 'tests/conformance/kernels/neighbors.test.ts',
  'src/kernels/native/linear.ts': 'tests/conformance/kernels/linear.test.ts',
  'src/kernels/native/ours.ts': 'tests/unit/kernels/native.test.ts',
  'src/kernels/native/projection.ts': 'tests/conformance/kernels/projection.test.ts',
  'src/kernels/native/scans.ts': 'tests/unit/kernels/native.test.ts',
  'src/kernels/native/topics.ts': 'tests/conformance/kernels/topics.test.ts',
  'src/kernels/reference/scans.ts': 'tests/unit/formats/recordio/recordio.test.ts',
  'src/kernels/reference/topics.ts': 'tests/conformance/kernels/topics.test.ts',
  'src/kernels/lengths/boosting.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/native/boosting.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/bins.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/gradients.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/histograms.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/sketch.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/splits.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/summary.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/sweep.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/wasm/boosting.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/serving/endpoint/runtime-api.ts': 'tests/unit/serving/endpoint/routes.test.ts',
  'src/serving/http/broken-request.ts': 'tests/hostile/serving.test.ts',
  'src/serving/http/exchange.ts': 'tests/unit/serving/http/guarded-server.test.ts',
  'src/serving/http/read-body.ts': 'tests/hostile/serving.test.ts',
  'src/kernels/wasm/eigen.ts': 'tests/conformance/kernels/eigen.test.ts',
};

/** Types and re-exports leave nothing behind that could be tested. */
function hasRuntimeCode(file: RepositoryFile): boolean {
  interface Statement {
    readonly type: string;
    readonly declare?: boolean;
    readonly declaration?: Statement | null;
  }
  return (parse(file).body as Statement[]).some((statement) => {
    if (/^(Import|ExportAll)Declaration$/.test(statement.type)) return false;
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    return declared != null && declared.declare !== true && !/^TS(Interface|TypeAlias)Declaration$/.test(declared.type);
  });
}

function untestedFiles(sources: readonly RepositoryFile[], tests: readonly RepositoryFile[]): string[] {
  const testPaths = new Set(tests.map((file) => file.path));
  const imported = new Set(tests.flatMap(importsOf).map(({ target }) => target));
  return sources
    .filter((file) => hasRuntimeCode(file))
    .map((file) => file.path)
    .filter((path) => !imported.has(path) && !testPaths.has(mirrorOf(path)));
}

/** `src/cli/train.ts` is mirrored by `tests/unit/cli/train.test.ts`. */
function mirrorOf(path: string): string {
  return posix.join('tests/unit', path.slice('src/'.length).replace(/\.ts$/, '.test.ts'));
}

/** Everything a file imports, and what that imports, types left out. */
function reachableFrom(
  path: string,
  files: ReadonlyMap<string, RepositoryFile>,
  seen = new Set<string>(),
): Set<string> {
  const file = files.get(path);
  if (file === undefined || seen.has(path)) return seen;
  seen.add(path);
  for (const { target, typeOnly } of importsOf(file)) {
    if (target !== undefined && !typeOnly) reachableFrom(target, files, seen);
  }
  return seen;
}

describe('every source file has a test', () => {
  const [sources, tests] = [sourceFiles(), filesUnder('tests', /\.ts$/)];
  const untested = untestedFiles(sources, tests);

  test('or is held by the test of a neighbour', () => {
    expect(untested.filter((path) => !(path in HELD_BY))).toEqual([]);
  });

  test('and the neighbour’s test does reach it', () => {
    const files = new Map([...sources, ...tests].map((file) => [file.path, file]));
    const unreached = Object.entries(HELD_BY).filter(([path, by]) => !reachableFrom(by, files).has(path));
    expect(unreached).toEqual([]);
  });

  test('and no exception outlives its reason', () => {
    expect(Object.keys(HELD_BY).filter((path) => !untested.includes(path))).toEqual([]);
  });

  test('the check sees imports, mirrors, and files of types alone', () => {
    const sources = [
      { path: 'src/data/a.ts', text: 'export const a = 1;' },
      { path: 'src/data/b.ts', text: 'export function b() {}' },
      { path: 'src/cli/c.ts', text: 'main();' },
      {
        path: 'src/data/types.ts',
        text: "import type { A } from './a.js';\nexport interface T {}\nexport type U = A;",
      },
      { path: 'src/index.ts', text: "export * from './data/a.js';\nexport { b } from './data/b.js';" },
    ];
    const tests = [
      { path: 'tests/unit/data/x.test.ts', text: "import { a } from '../../../src/data/a.js';" },
      { path: 'tests/unit/cli/c.test.ts', text: '' },
    ];
    expect(untestedFiles(sources, tests)).toEqual(['src/data/b.ts']);
  });
});
