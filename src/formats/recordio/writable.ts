import { UserError } from '../../errors.js';

const NUMBERS = [Float32Array, Float64Array, Int32Array];

/**
 * What the types say, once more for callers without types: the SageMaker SDK's writer refuses the same, in the same words.
 * @throws UserError E_RECORD_SHAPE, E_RECORD_TYPE, E_RECORD_LABELS
 */
export function refuseUnwritable(rows: unknown, labels: unknown): void {
  const { rowStarts, shape, data } = Object(rows) as { rowStarts?: unknown; shape?: unknown; data?: unknown };
  const isMatrix = Array.isArray(shape) && shape.length === 2;
  if (rowStarts === undefined && !isMatrix) {
    throw new UserError('E_RECORD_SHAPE', 'Array must be a Matrix', {
      hint: 'Rows are an ndarray of two dimensions, or a Csr.',
    });
  }
  if (rowStarts === undefined && !NUMBERS.some((numbers) => data instanceof numbers)) {
    throw new UserError('E_RECORD_TYPE', `Unsupported dtype ${dtypeOf(data)} on array`, {
      hint: 'Rows are written from a Float32Array, a Float64Array or an Int32Array.',
    });
  }
  const { length = 0, 0: first = 0 } = Object(labels ?? []) as { length?: number; 0?: unknown };
  if ((labels !== undefined && Object(labels).shape !== undefined) || (length > 0 && typeof first !== 'number')) {
    throw new UserError('E_RECORD_LABELS', 'Labels must be a Vector', {
      hint: 'Labels are an array of numbers, row after row.',
    });
  }
}

/** As numpy calls it: `int16` of an Int16Array, `uint64` of a BigUint64Array. */
function dtypeOf(data: unknown): string {
  const [, type] = /^(?:Big)?((?:Uint|Int|Float)\d+)(?:Clamped)?Array$/.exec(Object(data).constructor.name) ?? [];
  return type?.toLowerCase() ?? 'object';
}
