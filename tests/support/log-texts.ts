import type { LogPart } from '../../src/algorithms/algorithm.js';

/** The lines of text among what an algorithm prints. */
export function logTexts(parts: readonly LogPart[]): string[] {
  return parts.flatMap((part) => ('text' in part ? [part.text] : []));
}
