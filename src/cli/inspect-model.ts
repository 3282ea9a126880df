import { stat } from 'node:fs/promises';
import type { ArtifactFile, FaissIndex, NamedArray } from '../algorithms/algorithm.js';
import { loadKernels } from '../kernels/choose.js';
import { readModelFiles, recognise } from '../library/load-model.js';
import type { InspectReport } from './inspect-report.js';
import { grouped, short } from './numbers.js';

interface FileFacts {
  readonly name: string;
  readonly format: ArtifactFile['format'];
  readonly bytes?: number;
  readonly arrays?: readonly ArrayFacts[];
  /** Of a faiss index or a booster. */
  readonly index?: Readonly<Record<string, string | number>>;
  /** Of a ZIP. */
  readonly files?: readonly FileFacts[];
}

interface ArrayFacts {
  readonly name?: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly min?: number;
  readonly max?: number;
}

/**
 * Files, arrays, and what can be told of the training.
 * @param parts what lies at `path`: the archive itself, or what was packed in one
 * @throws UserError E_ARCHIVE_…, E_MODEL_… for damaged or hostile archives
 */
export async function modelReport(path: string, parts: readonly string[] = [path]): Promise<InspectReport> {
  const contents = await readModelFiles(path);
  const files = [...contents].map(([name, file]) => fileFacts(name, file));
  const model = recognise(contents, await loadKernels());
  const json = { path, bytes: await bytesOf(parts), model: model?.describe() ?? null, files };
  const lines = [
    `${path}, ${grouped(json.bytes)} bytes`,
    ...(model === undefined
      ? ['  model     of no algorithm this version knows']
      : Object.entries(model.describe()).map(([name, value]) => `  ${name.padEnd(16)}  ${value}`)),
    ...files.flatMap(fileLines),
  ];
  return { json, text: `${lines.join('\n')}\n` };
}

async function bytesOf(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function fileFacts(name: string, file: ArtifactFile): FileFacts {
  switch (file.format) {
    case 'mxnet-ndarrays':
      return { name, format: file.format, arrays: file.arrays.map(arrayFacts) };
    case 'faiss-index':
      return { name, format: file.format, index: indexFacts(file.index), arrays: indexArrays(file.index) };
    case 'xgboost-model':
      return { name, format: file.format, index: boosterFacts(file) };
    case 'zip':
      return { name, format: file.format, files: [...file.files].map(([member, inner]) => fileFacts(member, inner)) };
    case 'bytes':
      return { name, format: file.format, bytes: file.bytes.length };
    case 'json':
      return { name, format: file.format };
  }
}

/** `{ kind: 'ivf-flat', metric: 'L2', rows: 1000, cols: 4, cells: 31, nprobe: 5 }` */
function indexFacts(index: FaissIndex): Readonly<Record<string, string | number>> {
  const { kind, metric, rows, cols } = index;
  const common = { kind, metric, rows, cols };
  if (index.kind === 'flat') return common;
  const cells = { ...common, cells: index.starts.length - 1, nprobe: index.nprobe };
  return index.kind === 'ivf-flat' ? cells : { ...cells, m: index.m };
}

/** `{ encoding: 'ubjson', version: '3.0.5', booster: 'gbtree', objective: 'binary:logistic', features: 8, trees: 50 }` */
function boosterFacts({
  encoding,
  model,
}: Extract<ArtifactFile, { format: 'xgboost-model' }>): NonNullable<FileFacts['index']> {
  const { version, booster, objective, numFeature, numClass } = model;
  return {
    encoding,
    ...(version === undefined ? {} : { version: version.join('.') }),
    booster: booster.kind,
    objective: objective.name,
    features: numFeature,
    ...(numClass > 0 ? { classes: numClass } : {}),
    ...(booster.kind === 'gblinear' ? {} : { trees: booster.trees.length }),
  };
}

function indexArrays(index: FaissIndex): ArrayFacts[] {
  const { rows, cols } = index;
  const named: NamedArray[] = [];
  if (index.kind !== 'ivf-pq') named.push({ name: 'rows', shape: [rows, cols], values: index.values });
  if (index.kind !== 'flat')
    named.push({ name: 'centres', shape: [index.starts.length - 1, cols], values: index.centres });
  if (index.kind === 'ivf-pq') {
    const { m, codewords, codes } = index;
    named.push({ name: 'codewords', shape: [m, 256, cols / m], values: codewords });
    named.push({ name: 'codes', shape: [rows, m], values: codes });
  }
  return named.map(arrayFacts);
}

function arrayFacts({ name, shape, values }: NamedArray): ArrayFacts {
  const facts = { ...(name === undefined ? {} : { name }), type: typeOf(values), shape };
  if (values instanceof BigInt64Array || values.length === 0) return facts;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { ...facts, min, max };
}

/** `Float32Array` is `float32` */
function typeOf(values: NamedArray['values']): string {
  return values.constructor.name
    .replace(/^Big/, '')
    .replace(/Array$/, '')
    .toLowerCase();
}

function fileLines({ name, format, bytes, arrays = [], index, files = [] }: FileFacts): string[] {
  const size = bytes === undefined ? '' : `, ${grouped(bytes)} bytes`;
  const facts = Object.entries(index ?? {}).map(([fact, value]) => `${fact} ${value}`);
  return [
    `  file ${name} (${FORMATS[format]}${size})`,
    ...(facts.length > 0 ? [`    ${facts.join(', ')}`] : []),
    ...arrays.map(arrayLine),
    ...files.flatMap(fileLines).map((line) => `  ${line}`),
  ];
}

const FORMATS: Readonly<Record<ArtifactFile['format'], string>> = {
  'mxnet-ndarrays': 'MXNet arrays',
  'faiss-index': 'faiss index',
  'xgboost-model': 'XGBoost model',
  json: 'JSON',
  zip: 'ZIP',
  bytes: 'unknown format',
};

function arrayLine({ name, type, shape, min, max }: ArrayFacts): string {
  const range = min === undefined || max === undefined ? '' : `, ${short(min)} to ${short(max)}`;
  return `    ${name === undefined ? 'array' : `'${name}'`} ${type} [${shape.join(', ')}]${range}`;
}
