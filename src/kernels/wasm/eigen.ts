import type { EigenKernels } from '../kernels.js';
import { checkEigenvectors, checkOrthonormalise, checkTridiagonalise } from '../lengths/eigen.js';
import type { Run, WasmInstance } from './instance.js';
import { letOthersRun } from './pieces.js';

/** See native/wasm/src/eigen.rs. */
export interface EigenExports {
  tridiagonalise(
    n: number,
    from: number,
    to: number,
    matrix: number,
    diagonal: number,
    offDiagonal: number,
    scales: number,
    pending: number,
  ): void;
  eigenvectors(
    matrix: number,
    scales: number,
    rotations: number,
    rotationCount: number,
    sweeps: number,
    sweepCount: number,
    wanted: number,
    n: number,
    count: number,
    vectors: number,
  ): void;
  orthonormalise(count: number, cols: number, vectors: number): number;
}

export function wasmEigen(run: Run): EigenKernels {
  return {
    async tridiagonalise(...arrays) {
      checkTridiagonalise(...arrays);
      await run((core) => tridiagonalise(core, ...arrays));
    },
    async eigenvectors(...arrays) {
      checkEigenvectors(...arrays);
      await run((core) => eigenvectors(core, ...arrays));
    },
    async orthonormalise(...arrays) {
      checkOrthonormalise(...arrays);
      return run((core) => orthonormalise(core, ...arrays));
    },
  };
}

async function tridiagonalise(
  core: WasmInstance,
  ...[{ n, from, to }, reduction]: Parameters<EigenKernels['tridiagonalise']>
): Promise<void> {
  await letOthersRun();
  const { matrix, diagonal, offDiagonal, scales, pending } = reduction;
  const arrays = [matrix, diagonal, offDiagonal, scales, pending];
  const slots = arrays.map((array) => core.copyIn(array));
  const [first, second, third, fourth, fifth] = slots.map(({ address }) => address);
  core.exports.tridiagonalise(
    ...([n, from, to] as const),
    ...([first, second, third, fourth, fifth] as [number, number, number, number, number]),
  );
  slots.forEach((slot, index) => {
    core.read(slot, arrays[index] as Float64Array);
  });
}

async function eigenvectors(
  core: WasmInstance,
  ...[input, vectors]: Parameters<EigenKernels['eigenvectors']>
): Promise<void> {
  await letOthersRun();
  const { rotations, sweeps, n, count } = input;
  const [matrix, scales] = [core.copyIn(input.matrix), core.copyIn(input.scales)];
  const [turns, ends, wanted] = [core.copyIn(rotations), core.copyIn(sweeps), core.copyIn(input.wanted)];
  const room = core.reserve(vectors);
  core.exports.eigenvectors(
    ...([matrix.address, scales.address, turns.address, rotations.length / 2] as const),
    ...([ends.address, sweeps.length / 2, wanted.address, n, count, room.address] as const),
  );
  core.read(room, vectors);
}

async function orthonormalise(
  core: WasmInstance,
  ...[{ count, cols }, vectors]: Parameters<EigenKernels['orthonormalise']>
): Promise<number> {
  await letOthersRun();
  const room = core.copyIn(vectors);
  const kept = core.exports.orthonormalise(count, cols, room.address);
  core.read(room, vectors);
  return kept;
}
