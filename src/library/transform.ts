import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Environment } from '../serving/answer-options.js';
import { readEnvironment } from '../serving/endpoint/environment.js';
import type { BatchStrategy, SplitType } from '../serving/payloads.js';
import { type TransformedFile, type TransformReport, transform as transformFiles } from '../serving/transform.js';
import {
  type AssembleWith,
  BYTES_PER_MB,
  type CompressionType,
  type DataProcessing,
} from '../serving/transform-options.js';
import { containersOf, type ModelInput, modelIn, servedOf } from './served.js';

/** A batch transform job in the words of CreateTransformJob; what is left out, the container or SageMaker decides. */
export interface TransformSpec {
  /** A model in memory, one on disk, or two to fifteen as a pipeline. */
  readonly model: ModelInput;
  /** A file, or a folder of files. */
  readonly input: string;
  /** Folder of the answers: `NAME.out` for each input `NAME`, at the same place. Made where it is missing. */
  readonly output: string;
  /** Default: none, which to XGBoost means libsvm and to the others JSON. */
  readonly contentType?: string | undefined;
  readonly compressionType?: CompressionType | undefined;
  readonly splitType?: SplitType | undefined;
  readonly batchStrategy?: BatchStrategy | undefined;
  readonly maxPayloadInMB?: number | undefined;
  readonly maxConcurrentTransforms?: number | undefined;
  readonly accept?: string | undefined;
  readonly assembleWith?: AssembleWith | undefined;
  readonly dataProcessing?: DataProcessing | undefined;
  /** What the container's environment says: `{ SAGEMAKER_INFERENCE_OUTPUT: 'predicted_label' }`. */
  readonly environment?: Environment | undefined;
  /** Do everything anew, also what an earlier run of the same job has wholly done. */
  readonly fresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears of each file when its answers are safe on disk. */
  readonly onFile?: ((file: TransformedFile) => void) | undefined;
}

/**
 * Batch transform: answers every file of a folder with a file of answers. A file's answers appear when all its records succeeded; a file that fails
 * stops no other, and the job fails at the end. Run again, the same job does what is not done yet.
 * @throws UserError E_TRANSFORM_OPTION, E_JSON_PATH, E_ACCEPT, E_INPUT_…, E_MODEL_… before anything is done; E_TRANSFORM_FAILED at the end with an
 * issue for each file that failed · PlatformError at once
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
 */
export async function transform(spec: TransformSpec): Promise<TransformReport> {
  const { model, environment = {}, fresh = false, maxPayloadInMB, maxConcurrentTransforms, ...job } = spec;
  const { executionParameters, answers } = readEnvironment({ ...environment, SAGEMAKER_BATCH: 'true' });
  return transformFiles({
    ...job,
    served: await servedOf(model, answers),
    answers,
    executionParameters: executionParameters || undefined,
    maxPayloadBytes: maxPayloadInMB === undefined ? undefined : maxPayloadInMB * BYTES_PER_MB,
    maxConcurrentTransforms,
    modelIdentity: fresh ? undefined : await identityOf(model),
  });
}

/** Of what the models are made of, wherever they lie. */
async function identityOf(input: ModelInput): Promise<string> {
  const hash = createHash('sha256');
  for (const container of containersOf(input)) {
    const model = modelIn(container);
    if (typeof model !== 'string') hash.update(await model.pack());
    else for (const path of await filesIn(model)) hash.update(basename(path)).update(await readFile(path));
  }
  return hash.digest('hex');
}

async function filesIn(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? join(entry.parentPath, entry.name) : [])).sort();
}
