import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesUnder, type RepositoryFile, sourceFiles } from './support/repository.js';
import { importsOf, parse } from './support/syntax.js';

/**
 * Files without a test of their own, held by the test of a neighbour that is made of them. The test must reach the file through
 * imports.
 */
const HELD_BY: Readonly<Record<string, string>> = {
  'src/algorithms/xgboost/trees/exact-tree.ts': 'tests/unit/algorithms/xgboost/trees/exact-grower.test.ts',
  'src/algorithms/xgboost/base-margin.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/algorithms/xgboost/insight/dump-dot.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/algorithms/xgboost/insight/dump-json.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/algorithms/xgboost/insight/dump-text.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/algorithms/xgboost/insight/feature-names.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/algorithms/xgboost/insight/tree-node.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/algorithms/xgboost/linear-margins.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/algorithms/xgboost/trees/tree-table.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/pickle/allowed-names.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/pickle/machine.ts': 'tests/unit/artifacts/pickle/read-pickle.test.ts',
  'src/artifacts/pickle/opcodes.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/pickle/text.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/big-endian.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/binary-layout.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/binary-reader.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/binary-writer.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/document-reader.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/document-writer.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/document.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/fields.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/float-text.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/json-text.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/json-writer.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/old-base-score.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/pickle-reader.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/problem.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/tree-check.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/ubjson-reader.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/artifacts/xgboost-model/ubjson-writer.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/convert/carry.ts': 'tests/unit/convert/formats.test.ts',
  'src/data/second-label.ts': 'tests/unit/convert/formats.test.ts',
  'src/training/channels/over-passes.ts': 'tests/unit/training/channels/delivery.test.ts',
  'src/training/channels/objects/manifest.ts': 'tests/unit/training/channels/objects/entries.test.ts',
  'src/training/channels/objects/local-store.ts': 'tests/unit/training/channels/objects/entries.test.ts',
  'src/training/channels/walk.ts': 'tests/unit/training/channels/files.test.ts',
  'src/jobs/channel-spec.ts': 'tests/unit/jobs/job-spec.test.ts',
  'src/cli/delivery-flags.ts': 'tests/unit/cli/train.test.ts',
  'src/kernels/lengths/boosting.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/interface/whole-trees.ts': 'tests/unit/algorithms/xgboost/trees/layouts.test.ts',
  'src/kernels/lengths/whole-trees.ts': 'tests/unit/algorithms/xgboost/trees/layouts.test.ts',
  'src/kernels/native/whole-trees.ts': 'tests/unit/algorithms/xgboost/trees/layouts.test.ts',
  'src/kernels/lengths/trees.ts': 'tests/conformance/kernels/trees.test.ts',
  'src/kernels/native/boosting.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/native/trees.ts': 'tests/conformance/kernels/trees.test.ts',
  'src/kernels/reference/boosting.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/bins.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/gradients.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/histograms.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/sketch.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/splits.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/summary.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/boosting/sweep.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/reference/trees.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/kernels/reference/trees/explain.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/kernels/reference/trees/shap.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/kernels/reference/trees/walk.ts': 'tests/oracle/xgboost-models/xgboost-models.test.ts',
  'src/kernels/tree-gains.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/kernels/wasm/boosting.ts': 'tests/conformance/kernels/boosting.test.ts',
  'src/artifacts/member-name.ts': 'tests/unit/artifacts/tar.test.ts',
  'src/formats/csv/line-numbers.ts': 'tests/unit/formats/csv/scan.test.ts',
  'src/formats/parquet/group.ts': 'tests/conformance/kernels/parquet.test.ts',
  'src/formats/parquet/pages.ts': 'tests/conformance/kernels/parquet.test.ts',
  'src/kernels/interface/memory.ts': 'tests/conformance/kernels/memory.test.ts',
  'src/kernels/native/memory.ts': 'tests/conformance/kernels/memory.test.ts',
  'src/kernels/reference/memory.ts': 'tests/conformance/kernels/memory.test.ts',
  'src/kernels/wasm/memory.ts': 'tests/conformance/kernels/memory.test.ts',
  'src/kernels/lengths/parquet.ts': 'tests/conformance/kernels/parquet.test.ts',
  'src/kernels/native/parquet.ts': 'tests/conformance/kernels/parquet.test.ts',
  'src/formats/line-notes.ts': 'tests/unit/formats/dmlc/delimited.test.ts',
  'src/formats/line-scan.ts': 'tests/unit/formats/libsvm/libsvm.test.ts',
  'src/kernels/interface/factorization.ts': 'tests/conformance/kernels/factorization.test.ts',
  'src/kernels/interface/scans.ts': 'tests/unit/kernels/scan-results.test.ts',
  'src/kernels/lengths/dmlc.ts': 'tests/conformance/kernels/dmlc.test.ts',
  'src/kernels/native/dmlc.ts': 'tests/conformance/kernels/dmlc.test.ts',
  'src/kernels/native/factorization.ts': 'tests/conformance/kernels/factorization.test.ts',
  'src/kernels/native/eigen.ts': 'tests/conformance/kernels/eigen.test.ts',
  'src/kernels/native/exact.ts': 'tests/conformance/kernels/exact.test.ts',
  'src/kernels/native/forest.ts': 'tests/conformance/kernels/forest.test.ts',
  'src/kernels/native/kmeans.ts': 'tests/conformance/kernels/kmeans.test.ts',
  'src/kernels/native/moments.ts': 'tests/conformance/kernels/moments.test.ts',
  'src/kernels/native/neighbors.ts': 'tests/conformance/kernels/neighbors.test.ts',
  'src/kernels/native/linear.ts': 'tests/conformance/kernels/linear.test.ts',
  'src/kernels/native/ours.ts': 'tests/unit/kernels/native.test.ts',
  'src/jobs/control-plane/endpoint-configs.ts': 'tests/unit/jobs/control-plane/control-plane.test.ts',
  'src/jobs/control-plane/endpoints.ts': 'tests/unit/jobs/control-plane/control-plane.test.ts',
  'src/jobs/control-plane/live-endpoint.ts': 'tests/unit/jobs/control-plane/control-plane.test.ts',
  'src/jobs/control-plane/models.ts': 'tests/unit/jobs/control-plane/control-plane.test.ts',
  'src/jobs/control-plane/kinds.ts': 'tests/unit/jobs/control-plane/control-plane.test.ts',
  'src/jobs/control-plane/times.ts': 'tests/unit/jobs/control-plane/control-plane.test.ts',
  'src/kernels/native/projection.ts': 'tests/conformance/kernels/projection.test.ts',
  'src/kernels/native/scans.ts': 'tests/unit/kernels/native.test.ts',
  'src/kernels/native/topics.ts': 'tests/conformance/kernels/topics.test.ts',
  'src/kernels/reference/dmlc/delimited.ts': 'tests/conformance/kernels/dmlc.test.ts',
  'src/kernels/reference/dmlc/libsvm.ts': 'tests/conformance/kernels/dmlc.test.ts',
  'src/kernels/reference/dmlc/lines.ts': 'tests/conformance/kernels/dmlc.test.ts',
  'src/kernels/reference/dmlc/notes.ts': 'tests/conformance/kernels/dmlc.test.ts',
  'src/kernels/reference/scans.ts': 'tests/unit/formats/recordio/recordio.test.ts',
  'src/kernels/reference/topics.ts': 'tests/conformance/kernels/topics.test.ts',
  'src/jobs/model-specs.ts': 'tests/unit/jobs/serve-config.test.ts',
  'src/serving/endpoint/runtime-api.ts': 'tests/unit/serving/endpoint/routes.test.ts',
  'src/serving/http/broken-request.ts': 'tests/hostile/serving.test.ts',
  'src/serving/http/exchange.ts': 'tests/unit/serving/http/guarded-server.test.ts',
  'src/serving/http/read-body.ts': 'tests/hostile/serving.test.ts',
  'src/kernels/wasm/dmlc.ts': 'tests/conformance/kernels/dmlc.test.ts',
  'src/kernels/wasm/scan-pieces.ts': 'tests/conformance/kernels/dmlc.test.ts',
  'src/kernels/wasm/eigen.ts': 'tests/conformance/kernels/eigen.test.ts',
  'src/kernels/wasm/trees.ts': 'tests/conformance/kernels/trees.test.ts',
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
  for (const target of edgesOf(file)) reachableFrom(target, files, seen);
  return seen;
}

const edges = new Map<RepositoryFile, readonly string[]>();

/** Asked again for every exception, and found out once. */
function edgesOf(file: RepositoryFile): readonly string[] {
  let targets = edges.get(file);
  if (targets === undefined) {
    targets = importsOf(file).flatMap(({ target, typeOnly }) => (target === undefined || typeOnly ? [] : [target]));
    edges.set(file, targets);
  }
  return targets;
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
