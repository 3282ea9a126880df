/** The bytes are copied in by the piece: its seams must not show, wherever they fall. */
import { describe, expect, test } from 'vitest';
import { dense } from '../../../../src/data/dense.js';
import { encodeRecords } from '../../../../src/formats/recordio/recordio.js';
import type { RecordSchema } from '../../../../src/kernels/kernels.js';
import { scanCsv } from '../../../../src/kernels/reference/csv.js';
import { describeRecords, scanRecords } from '../../../../src/kernels/reference/records.js';
import { wasmKernels } from '../../../../src/kernels/wasm.js';

const SIZES = [1, 7, 64, 100, 1000, 4096, 1 << 20] as const;

describe.each(SIZES)('pieces of %i bytes', async (pieceBytes) => {
  const kernels = await wasmKernels({ pieceBytes });

  describe('CSV', () => {
    const rows = 400;
    const request = { cells: 4, labelSize: 1, final: true };
    const room = (length = rows) => ({ values: new Float32Array(length * 3), labels: new Float32Array(length) });
    const csv = (lineEnd: string) =>
      new TextEncoder().encode(
        Array.from({ length: rows }, (_, row) => `${row % 10},${row},${row / 8},-${row}e-3`).join(lineEnd),
      );

    test.each(['\n', '\r\n'])('lines ended by %j', async (lineEnd) => {
      const [actual, expected] = [room(), room()];
      expect(await kernels.scanCsv(csv(lineEnd), request, actual)).toEqual(scanCsv(csv(lineEnd), request, expected));
      expect(actual).toEqual(expected);
    });

    test('a problem has its place in the whole', async () => {
      for (const share of [0, 0.3, 0.7, 0.999]) {
        const bytes = csv('\n');
        bytes[Math.floor(share * bytes.length)] = 'x'.charCodeAt(0);
        const found = await kernels.scanCsv(bytes, request, room());
        expect(found).toEqual(scanCsv(bytes, request, room()));
        expect(found.problem).toBeDefined();
      }
    });

    test('too little room stops at the same row', async () => {
      for (const length of [0, 1, 123, rows - 1]) {
        const found = await kernels.scanCsv(csv('\n'), request, room(length));
        expect(found).toEqual(scanCsv(csv('\n'), request, room(length)));
      }
    });
  });

  describe('records', () => {
    const [rows, cols] = [90, 13];
    const values = Float32Array.from({ length: rows * cols }, (_, at) => (at % 7) - 3);
    const labels = Float32Array.from({ length: rows }, (_, at) => at);
    const columns = Uint32Array.from(values, (_, at) => at % cols);
    const rowStarts = Uint32Array.from({ length: rows + 1 }, (_, at) => at * cols);
    const files = {
      dense: encodeRecords(dense(values, rows, cols), labels),
      sparse: encodeRecords({ rows, cols, values, columns, rowStarts }, labels),
    };
    const room = ({ layout }: RecordSchema, length = rows) => ({
      values: new Float32Array(length * cols),
      labels: new Float32Array(length),
      ...(layout === 'sparse' && {
        columns: new Uint32Array(length * cols),
        rowStarts: new Uint32Array(length + 1),
      }),
    });

    test.each(Object.entries(files))('%s', async (_, bytes) => {
      const schema = (await kernels.describeRecords(bytes, { final: true })) as RecordSchema;
      expect(schema).toEqual(describeRecords(bytes, { final: true }));
      const [actual, expected] = [room(schema), room(schema)];
      const scan = await kernels.scanRecords(bytes, { schema, final: true }, actual);
      expect(scan).toEqual(scanRecords(bytes, { schema, final: true }, expected));
      expect(scan).toMatchObject({ rows, consumed: bytes.length });
      expect(actual).toEqual(expected);
    });

    test.each(Object.entries(files))('%s, cut short, or with little room', async (_, bytes) => {
      const schema = describeRecords(bytes, { final: true }) as RecordSchema;
      for (const [length, final, space] of [
        [bytes.length - 5, true, rows],
        [bytes.length - 5, false, rows],
        [bytes.length, true, 17],
        [bytes.length, true, 0],
        [0, true, rows],
      ] as const) {
        const part = bytes.subarray(0, length);
        const [actual, expected] = [room(schema, space), room(schema, space)];
        const scan = await kernels.scanRecords(part, { schema, final }, actual);
        expect(scan).toEqual(scanRecords(part, { schema, final }, expected));
      }
    });

    test('nothing complete yet is no schema', async () => {
      expect(await kernels.describeRecords(new Uint8Array(0), { final: false })).toBeUndefined();
      expect(await kernels.describeRecords(files.dense.subarray(0, 50), { final: false })).toBeUndefined();
    });
  });
});
