import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { densify, isCsr } from '../../src/data/csr.js';
import { rowMajor } from '../../src/data/dense.js';
import { UserError } from '../../src/errors.js';
import { decodeJsonInstances, decodeJsonLines } from '../../src/formats/json/instances.js';

const FORMS = [
  (row: readonly number[]) => ({ features: row }),
  (row: readonly number[]) => ({ data: { features: { values: row } } }),
  (row: readonly number[]) => {
    const keys = [...row.keys()].filter((key) => row[key] !== 0);
    return { data: { features: { keys, shape: [row.length], values: keys.map((key) => row[key]) } } };
  },
] as const;

/** A request in any mixture of forms, and the matrix it stands for. */
const request = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(FORMS.length - 1), { minLength: 1, maxLength: 6 }))
  .chain(([width, forms]) => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const rows = fc.array(fc.array(value, { minLength: width, maxLength: width }), {
      minLength: forms.length,
      maxLength: forms.length,
    });
    return rows.map((rows) => ({
      rows,
      sparse: forms.every((form) => form === 2),
      instances: rows.map((row, index) => FORMS[forms[index] as number]?.(row)),
    }));
  });

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('JSON requests', () => {
  test('mean the same in every form, and as JSON Lines', () => {
    fc.assert(
      fc.property(request, ({ rows, sparse, instances }) => {
        const json = decodeJsonInstances(encode(JSON.stringify({ instances })));
        const lines = decodeJsonLines(encode(instances.map((instance) => JSON.stringify(instance)).join('\n')));
        expect(isCsr(json)).toBe(sparse);
        expect(lines).toEqual(json);
        // Negative zero does not survive JSON.stringify.
        expect([...rowMajor(isCsr(json) ? densify(json) : json)]).toEqual(rows.flat().map((value) => value + 0));
      }),
    );
  });

  test('are read or refused, whatever they are', () => {
    const json = fc.json({ maxDepth: 6 });
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      json.map((text) => encode(text)),
      json.map((text) => encode(`{"instances":[${text}]}`)),
      json.map((text) => encode(`{"instances":[{"features":${text}}]}`)),
      json.map((text) => encode(`{"instances":[{"data":{"features":{"values":[1],"keys":${text},"shape":[2]}}}]}`)),
      json.map((text) => encode(`{"instances":[{"data":{"features":{"values":[1],"keys":[0],"shape":${text}}}}]}`)),
    );
    fc.assert(
      fc.property(anything, (body) => {
        for (const decode of [decodeJsonInstances, decodeJsonLines]) {
          try {
            decode(body);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            expect(error.code).toMatch(/^E_REQUEST_/);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
