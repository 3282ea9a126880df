import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from './shared.js';

/** One row of the manifest of generated hostile inputs. */
export interface HostileFile {
  /** Relative to {@link hostileFolder}. */
  readonly file: string;
  readonly reader: string;
  readonly expect: 'ok' | 'error' | 'either';
  readonly rows?: number;
}

/** Where the generated hostile inputs lie; `undefined`, said loudly, where they are absent. */
export const hostileFolder = sharedFolder('corpora', 'generated-hostile');

/** The inputs made for one reader; none where the corpus is absent. */
export function hostileFiles(
  reader: 'csv' | 'recordio-protobuf' | 'model.tar.gz' | 'invocations-json' | 'xgboost-model',
): HostileFile[] {
  if (hostileFolder === undefined) return [];
  const manifest = JSON.parse(readFileSync(join(hostileFolder, 'manifest.json'), 'utf8')) as HostileFile[];
  return manifest.filter((row) => row.reader === reader);
}
