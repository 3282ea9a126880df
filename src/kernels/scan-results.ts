import { type RecordSchema, type ScanProblem, TENSOR_TYPES, type TensorType } from './kernels.js';

/** A schema as the core has it: tensor types are indices into {@link TENSOR_TYPES}. */
export interface CoreSchema {
  readonly sparse: boolean;
  readonly cols: number;
  readonly featureType: number;
  readonly labelSize: number;
  readonly labelType?: number | undefined;
}

/** A problem as the core has it. */
export interface CoreProblem {
  readonly code: string;
  readonly offset: number;
  readonly row: number;
  readonly column?: number | undefined;
  readonly expected?: number | undefined;
  readonly actual?: number | undefined;
}

export function toCoreSchema({ layout, cols, featureType, labelSize, labelType }: RecordSchema): CoreSchema {
  return {
    sparse: layout === 'sparse',
    cols,
    featureType: TENSOR_TYPES.indexOf(featureType),
    labelSize,
    ...(labelType && { labelType: TENSOR_TYPES.indexOf(labelType) }),
  };
}

export function fromCoreSchema({ sparse, cols, featureType, labelSize, labelType }: CoreSchema): RecordSchema {
  return {
    layout: sparse ? 'sparse' : 'dense',
    cols,
    featureType: TENSOR_TYPES[featureType] as TensorType,
    labelSize,
    ...(labelType !== undefined && { labelType: TENSOR_TYPES[labelType] as TensorType }),
  };
}

/** Drops what is absent; the core's names are those of the interface. */
export function toProblem<Code extends string>(problem: CoreProblem): ScanProblem<Code> {
  const { code, offset, row, column, expected, actual } = problem;
  return {
    code: code as Code,
    offset,
    row,
    ...(column !== undefined && { column }),
    ...(expected !== undefined && { expected }),
    ...(actual !== undefined && { actual }),
  };
}
