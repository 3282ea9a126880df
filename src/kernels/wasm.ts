import { AlgorithmError } from '../errors.js';
import type { Kernels } from './kernels.js';
import { wasmBoosting } from './wasm/boosting.js';
import { wasmDmlc } from './wasm/dmlc.js';
import { wasmEigen } from './wasm/eigen.js';
import { wasmExact } from './wasm/exact.js';
import type { WasmExports } from './wasm/exports.js';
import { wasmFactorization } from './wasm/factorization.js';
import { wasmForest } from './wasm/forest.js';
import { WasmInstance } from './wasm/instance.js';
import { wasmKMeans } from './wasm/kmeans.js';
import { wasmLinear } from './wasm/linear.js';
import { wasmMemory } from './wasm/memory.js';
import { wasmMoments } from './wasm/moments.js';
import { wasmNeighbors } from './wasm/neighbors.js';
import { wasmProjection } from './wasm/projection.js';
import { wasmScans } from './wasm/scans.js';
import { wasmTopics } from './wasm/topics.js';
import { wasmTrees } from './wasm/trees.js';

/** What `native/wasm` exports. Raise together with INTERFACE there whenever a signature changes. */
const INTERFACE = 7;

// The part of the standard that is used here; the type library that has it brings the whole browser along.
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  Instance: new (module: object, imports: object) => { readonly exports: object };
};

export interface WasmOptions {
  /** The bytes of sagelocal.wasm, or where they lie, for a host or bundler that moves files. */
  readonly source?: Uint8Array | URL;
  /** Bytes of input that are copied into linear memory at once, unless a single row is longer; 4 MiB. */
  readonly pieceBytes?: number;
}

/**
 * The core as WebAssembly: one thread, 128-bit SIMD, in Node and in browsers. Arrays are copied in and out by the piece,
 * so that memory stays small; between pieces other work gets its turn.
 * @throws Error whose message says why it does not load
 */
export async function wasmKernels(options: WasmOptions = {}): Promise<Kernels> {
  const { source = new URL('../../native/wasm/sagelocal.wasm', import.meta.url), pieceBytes = 4 << 20 } = options;
  const module = await WebAssembly.compile(source instanceof URL ? await read(source) : source);
  const instantiate = () => new WasmInstance(new WebAssembly.Instance(module, {}).exports as unknown as WasmExports);
  let instance = instantiate();
  const found = instance.exports.interface_version();
  if (found !== INTERFACE) throw new Error(`sagelocal.wasm is of another version (${found}, not ${INTERFACE})`);

  /** One at a time: after a trap the instance is thrown away, and nobody else may be working in it. */
  let turn: Promise<unknown> = Promise.resolve();
  const run = <T>(work: (instance: WasmInstance) => Promise<T>): Promise<T> => {
    const result = turn.then(async () => {
      try {
        return await work(instance);
      } catch (cause) {
        if (!(cause instanceof Error) || cause.name !== 'RuntimeError') throw cause;
        instance = instantiate();
        throw new AlgorithmError('E_KERNEL', `The WebAssembly core failed: ${cause.message}`, { cause });
      } finally {
        instance.freeAll();
      }
    });
    turn = result.catch(() => undefined);
    return result;
  };
  return {
    backend: 'wasm',
    simd: 'simd128',
    threads: 1,
    ...wasmBoosting(run, pieceBytes),
    ...wasmForest(run, pieceBytes),
    ...wasmEigen(run),
    ...wasmExact(run, pieceBytes),
    ...wasmFactorization(run, pieceBytes),
    ...wasmMemory,
    ...wasmKMeans(run, pieceBytes),
    ...wasmMoments(run, pieceBytes),
    ...wasmProjection(run, pieceBytes),
    ...wasmNeighbors(run, pieceBytes),
    ...wasmLinear(run, pieceBytes),
    ...wasmScans(run, pieceBytes),
    ...wasmDmlc(run, pieceBytes),
    ...wasmTopics(run, pieceBytes),
    ...wasmTrees(run, pieceBytes),
  };
}

async function read(url: URL): Promise<Uint8Array> {
  if (url.protocol === 'file:') {
    // Named so that a bundler for browsers leaves it alone.
    const fs = await import(/* @vite-ignore */ 'node:fs/promises');
    return fs.readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
