import type { ProjectionKernels } from '../kernels.js';
import { checkCross, checkProject, checkProjectSparse, checkSparseCross } from '../lengths/projection.js';

export const projectionTwins: ProjectionKernels = {
  async project(input, projections) {
    checkProject(input, projections);
    project(input, projections);
  },
  async addCrossProducts(input, products) {
    checkCross(input, products);
    addCrossProducts(input, products);
  },
  async projectSparse(input, projections) {
    checkProjectSparse(input, projections);
    projectSparse(input, projections);
  },
  async addSparseCrossProducts(input, products) {
    checkSparseCross(input, products);
    addSparseCrossProducts(input, products);
  },
};

type Inputs = { readonly [K in keyof ProjectionKernels]: Parameters<ProjectionKernels[K]>[0] };

/** The twin of `ProjectionKernels.project`. */
export function project(
  { points, origin, axes, rows, cols, count }: Inputs['project'],
  projections: Float32Array,
): void {
  const moved = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) moved[col] = (points[row * cols + col] as number) - (origin?.[col] ?? 0);
    for (let axis = 0; axis < count; axis++) {
      let sum = 0;
      for (let col = 0; col < cols; col++) sum += (moved[col] as number) * (axes[axis * cols + col] as number);
      projections[row * count + axis] = sum;
    }
  }
}

/** The twin of `ProjectionKernels.addCrossProducts`. */
export function addCrossProducts(input: Inputs['addCrossProducts'], products: Float64Array): void {
  const { points, origin, weights, rows, cols, count } = input;
  const moved = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) moved[col] = (points[row * cols + col] as number) - (origin?.[col] ?? 0);
    for (let axis = 0; axis < count; axis++) {
      const weight = weights[row * count + axis] as number;
      for (let col = 0; col < cols; col++) products[axis * cols + col]! += weight * (moved[col] as number);
    }
  }
}

/** The twin of `ProjectionKernels.projectSparse`. */
export function projectSparse(input: Inputs['projectSparse'], projections: Float32Array): void {
  const { rowStarts, columns, values, axes, rows, cols, count } = input;
  for (let row = 0; row < rows; row++) {
    for (let axis = 0; axis < count; axis++) {
      let sum = 0;
      for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry++) {
        sum += (values[entry] as number) * (axes[axis * cols + (columns[entry] as number)] as number);
      }
      projections[row * count + axis] = sum;
    }
  }
}

/** The twin of `ProjectionKernels.addSparseCrossProducts`. */
export function addSparseCrossProducts(input: Inputs['addSparseCrossProducts'], products: Float64Array): void {
  const { rowStarts, columns, values, weights, rows, cols, count } = input;
  const sums = new Float64Array(products.length);
  for (let row = 0; row < rows; row++) {
    for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry++) {
      for (let axis = 0; axis < count; axis++) {
        const product = (values[entry] as number) * (weights[row * count + axis] as number);
        sums[axis * cols + (columns[entry] as number)]! += product;
      }
    }
  }
  sums.forEach((sum, at) => {
    products[at]! += sum;
  });
}
