import type { MemoryKernels } from './interface/memory.js';

interface Numbers<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): A;
}

/** Zeros that will be read here and there; see {@link MemoryKernels}. */
export function arrayForRows<A>(kernels: MemoryKernels, Numbers: Numbers<A>, length: number): A {
  const room = kernels.roomForRows(Numbers.BYTES_PER_ELEMENT * length);
  return new Numbers(room.buffer, room.byteOffset, length);
}
