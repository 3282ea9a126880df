/** Refuses arrays that do not fit their shape, in the same words for every backend. */
export function checkLengths(lengths: Readonly<Record<string, readonly [actual: number, expected: number]>>): void {
  for (const [name, [actual, expected]] of Object.entries(lengths)) {
    if (actual !== expected) throw new RangeError(`${name} has ${actual} elements, its shape says ${expected}`);
  }
}

/** `rows` may be 0; everything else is at least 1. */
export function checkShape(shape: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(shape)) {
    const least = name === 'rows' ? 0 : 1;
    if (!Number.isSafeInteger(size) || size < least) throw new RangeError(`${name} is ${size}, less than ${least}`);
  }
}
