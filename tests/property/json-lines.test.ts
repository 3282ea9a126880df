import fc from 'fast-check';
import { expect, test } from 'vitest';
import { densify, isCsr } from '../../src/data/csr.js';
import { rowMajor } from '../../src/data/dense.js';
import { UserError } from '../../src/errors.js';
import { type ByteSource, memorySource } from '../../src/formats/byte-source.js';
import { jsonLinesDataset } from '../../src/formats/json/json-lines.js';

const plain = fc
  .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 2 })
  .map((values) => `{"features":${JSON.stringify(values)}}`);
const sparse = fc.nat(1).map((key) => `{"data":{"features":{"keys":[${key}],"shape":[2],"values":[1]}}}`);
const labelled = fc.nat(9).map((label) => `{"label":${label},"é":0,"features":[1,2]}`);
const odd = fc.constantFrom('', ' ', '{', '[]', '{"features":[1]}');
const line = fc.oneof({ weight: 12, arbitrary: plain }, { weight: 3, arbitrary: sparse }, labelled, odd);
const lines = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '')), { maxLength: 8 })
  .map((parts) => Buffer.from(parts.flat().join('')));

/** Rows and labels, or what is wrong and where. */
async function outcome(source: ByteSource, windowBytes: number) {
  const [rows, ofRows]: [number[], number[]] = [[], []];
  try {
    for await (const block of jsonLinesDataset([source], { name: 'data', windowBytes }).blocks()) {
      const { features, labels = [] } = block;
      rows.push(...rowMajor(isCsr(features) ? densify(features) : features));
      ofRows.push(...labels);
    }
    return { rows, ofRows };
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    const { code, where, message } = error as UserError;
    return { code, where, message };
  }
}

test('any split of the bytes of JSON Lines gives the same rows or the same error', async () => {
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 9 }),
      async (bytes, windowBytes, chunkBytes) => {
        const split = await outcome(memorySource('data', bytes, chunkBytes), windowBytes);
        expect(split).toEqual(await outcome(memorySource('data', bytes), 1 << 20));
      },
    ),
    { numRuns: 200 },
  );
});
