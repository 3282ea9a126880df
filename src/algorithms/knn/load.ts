import { UserError } from '../../errors.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { ArtifactFiles, FaissIndex } from '../algorithm.js';
import { flatIndex } from './flat-index.js';
import { ivfFlatIndex } from './ivf-flat-index.js';
import { ivfPqIndex } from './ivf-pq-index.js';
import { type Metadata, readMetadata } from './metadata.js';
import { KNNModel } from './model.js';
import type { NeighborIndex } from './neighbor-index.js';
import { Preparation, type PreparationParts } from './preparation.js';
import { refuseHugeReduction } from './reduction.js';

/**
 * Reads what we, SageMaker's container or faiss itself saved: an index, `.labels` with a float32 for each row of it, and `.json`.
 * @throws UserError E_MODEL_DAMAGED
 */
export function loadKNN(files: ArtifactFiles, kernels: Kernels): KNNModel | undefined {
  for (const [modelName, file] of files) {
    if (!modelName.startsWith('model_') || file.format !== 'faiss-index') continue;
    const { index: parts } = file;
    if (!valuesOf(parts).every(areFinite)) throw damaged(modelName, 'a row of the index is not finite');
    const labels = readLabels(files, `${modelName}.labels`, parts.rows);
    const json = `${modelName}.json`;
    const text = files.get(json);
    if (text?.format !== 'json') throw damaged(json, text === undefined ? 'it is missing' : 'it is not JSON');
    const metadata = readMetadata(text.value, (reason, hint) => damaged(json, reason, hint));
    const { k, predictorType } = metadata;
    if (k > parts.rows) throw damaged(json, `k is ${k}, but the index has ${parts.rows} rows`, 'Lower k.');
    const preparation = new Preparation(preparationOf(metadata, parts, json));
    return new KNNModel({ kernels, k, predictorType, preparation, index: indexOf(parts), labels, modelName });
  }
  return undefined;
}

function indexOf(parts: FaissIndex): NeighborIndex {
  switch (parts.kind) {
    case 'flat':
      return flatIndex(parts);
    case 'ivf-flat':
      return ivfFlatIndex(parts);
    case 'ivf-pq':
      return ivfPqIndex(parts);
  }
}

function valuesOf(parts: FaissIndex): readonly Float32Array[] {
  if (parts.kind === 'flat') return [parts.values];
  return [parts.centres, parts.kind === 'ivf-flat' ? parts.values : parts.codewords];
}

function areFinite(values: Float32Array): boolean {
  return values.every(Number.isFinite);
}

function readLabels(files: ArtifactFiles, name: string, rows: number): Float32Array {
  const file = files.get(name);
  if (file?.format !== 'bytes') throw damaged(name, 'it is missing');
  if (file.bytes.length !== 4 * rows)
    throw damaged(name, `${file.bytes.length} bytes are not one float32 for each of ${rows} rows`);
  const labels = new Float32Array(new Uint8Array(file.bytes).buffer);
  if (!areFinite(labels)) throw damaged(name, 'a label is not finite');
  return labels;
}

function preparationOf(
  { reduction, normalize, featureDim }: Metadata,
  index: FaissIndex,
  json: string,
): PreparationParts {
  const { cols, metric } = index;
  if (normalize && metric !== 'INNER_PRODUCT')
    throw damaged(json, 'normalize is true, but the index is not of inner products');
  if (reduction === undefined) {
    const given = featureDim ?? cols;
    if (given > cols) throw damaged(json, `feature_dim is ${given}, but the index has ${cols} features`);
    return { featureDim: given, cols, normalize };
  }
  if (reduction.targetDim !== cols) {
    throw damaged(json, `target_dim is ${reduction.targetDim}, but the index has ${cols} features`);
  }
  refuseHugeReduction(reduction);
  return { featureDim: reduction.inputDim, reduction, cols, normalize };
}

function damaged(file: string, what: string, hint?: string): UserError {
  return new UserError('E_MODEL_DAMAGED', `The model file is damaged: ${what}.`, {
    where: { file },
    ...(hint !== undefined && { hint }),
  });
}
