import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCsr } from '../../../src/data/csr.js';
import { dense, rowMajor } from '../../../src/data/dense.js';
import { UserError } from '../../../src/errors.js';
import { encodeRecords } from '../../../src/formats/recordio/recordio.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { decodeXgboostRequest } from '../../../src/serving/xgboost-request.js';

interface Case {
  readonly name: string;
  readonly content_type: string | null;
  readonly method?: string;
  readonly path?: string;
  readonly request_body: string | null;
  readonly request_body_hex?: string;
  readonly response: { readonly status: number; readonly body: string };
}

const golden = new URL('../../golden/xgb-serving-observed.json', import.meta.url);
const cases = (JSON.parse(readFileSync(golden, 'utf8')) as { readonly cases: readonly Case[] }).cases.filter(
  ({ method = 'POST', path = '/invocations' }) => method === 'POST' && path === '/invocations',
);
const kernels = await loadKernels();

/** Those that do not get as far as the model, or past the limit of a body. */
const isAboutTheBody = ({ name, response }: Case) => response.status !== 413 && !name.startsWith('sel_empty');

async function decode({ content_type, request_body, request_body_hex }: Case) {
  const body = request_body_hex === undefined ? Buffer.from(request_body ?? '') : Buffer.from(request_body_hex, 'hex');
  return decodeXgboostRequest(body, content_type ?? undefined, { kernels, imageVersion: '3.0-5' });
}

/** Without XGBoost's source file and its stack. */
const stable = (body: string) =>
  body
    .replace(/\/workspace\/\S+:\d+: /, '')
    .replace(/<xgboost stack trace>$/, '')
    .replace(/<xgb.*$/s, '');

describe('requests as the XGBoost server read them', () => {
  test.each(cases.filter(isAboutTheBody))('$name', async (given) => {
    const { status, body } = given.response;
    const outcome: unknown = await decode(given).catch((error) => error);
    if (status === 415) {
      expect(outcome).toBeInstanceOf(UserError);
      expect((outcome as UserError).message).toBe(stable(body));
    } else if (status === 204) expect(outcome).toMatchObject({ code: 'E_REQUEST_NO_CONTENT' });
    else expect(outcome).not.toBeInstanceOf(Error);
  });

  const rowsOf = async (text: string, type?: string, imageVersion: '1.7-1' | '3.0-5' = '3.0-5') => {
    const rows = await decodeXgboostRequest(Buffer.from(text), type, { kernels, imageVersion });
    if (!isCsr(rows)) return { values: [...rowMajor(rows)], shape: [...rows.shape] };
    return {
      starts: [...rows.rowStarts],
      columns: [...rows.columns],
      values: [...rows.values],
      shape: [rows.rows, rows.cols],
    };
  };

  test('CSV is read with Python’s numbers, blank cells are missing', async () => {
    expect(await rowsOf('1_0, 2 ,\n4,5,nan', 'text/csv')).toEqual({
      values: [10, 2, Number.NaN, 4, 5, Number.NaN],
      shape: [2, 3],
    });
    expect(await rowsOf('0.5\t-1\r\n1\t2\r\n', 'csv')).toEqual({ values: [0.5, -1, 1, 2], shape: [2, 2] });
  });

  test('libsvm takes a weight for a feature, sums what comes twice, and loses empty rows at the end', async () => {
    expect(await rowsOf('1:0.5 0:1 1:2\n\n1 3:4\n0')).toEqual({
      starts: [0, 2, 2, 3],
      columns: [0, 1, 3],
      values: [1, 2.5, 4],
      shape: [3, 4],
    });
  });

  test('only newer images shift indices that start at 1', async () => {
    expect(await rowsOf('1 1:5 3:6', 'text/libsvm')).toMatchObject({ columns: [0, 2], shape: [1, 3] });
    expect(await rowsOf('1 1:5 3:6', 'text/libsvm', '1.7-1')).toMatchObject({ columns: [1, 3], shape: [1, 4] });
  });

  test('a cut record is refused by its offset', async () => {
    const bytes = encodeRecords(dense(Float32Array.of(1, 2), 1, 2)).subarray(0, 30);
    const reading = decodeXgboostRequest(bytes, 'application/x-recordio-protobuf', { kernels, imageVersion: '3.0-5' });
    await expect(reading).rejects.toThrow('Truncated record at offset 8');
  });

  test('plain rows are read as all others are', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(
          fc.array(fc.oneof(fc.integer(), fc.float({ noNaN: true }), fc.double({ noNaN: true })), {
            minLength: 4,
            maxLength: 4,
          }),
          { minLength: 1, maxLength: 5 },
        ),
        fc.constantFrom('\n', ''),
        async (cols, rows, end) => {
          const lines = rows.map((row) => row.slice(0, cols).map(String));
          const body = lines.map((line) => line.join(',')).join('\n') + end;
          // Python passes over the space; what is plain has none.
          const spaced =
            lines.map((line) => line.map((cell, at) => (at === 1 ? `${cell} ` : cell)).join(',')).join('\n') + end;
          const outcome = (text: string) => rowsOf(text, 'text/csv').catch((error: unknown) => String(error));
          expect(await outcome(body)).toEqual(await outcome(spaced));
        },
      ),
    ));
});
