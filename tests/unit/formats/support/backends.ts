import type { Kernels } from '../../../../src/kernels/kernels.js';
import { twin } from './csv.js';

/** Every backend that loads here, by name. */
export const backends: readonly (readonly [name: string, kernels: Kernels])[] = [['reference', twin]];
