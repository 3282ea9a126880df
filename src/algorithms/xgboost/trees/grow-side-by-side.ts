import type { GrownTree, TreeGrower } from './tree-grower.js';

/** A tree for each of the gradients, in their order; as many at a time as the grower allows. */
export async function* growSideBySide(
  grower: TreeGrower,
  gradients: readonly Float32Array[],
): AsyncGenerator<GrownTree, void, void> {
  for (let from = 0; from < gradients.length; from += grower.atOnce) {
    const batch = gradients.slice(from, from + grower.atOnce);
    yield* await Promise.all(batch.map((own) => grower.grow(own)));
  }
}
