import { expect, test } from 'vitest';
import type { Csr } from '../../../../src/data/csr.js';
import { type Dense, dense } from '../../../../src/data/dense.js';
import { JsonLinesWriter } from '../../../../src/formats/json/writer.js';

async function written(rows: Dense | Csr, labels?: Float32Array): Promise<string> {
  let text = '';
  const writer = new JsonLinesWriter(
    (bytes) => {
      text += Buffer.from(bytes).toString();
    },
    { pieceBytes: 10 },
  );
  await writer.writeRows(rows, labels);
  await writer.end();
  return text;
}

test('rows in the forms of a request, labels in front', async () => {
  const rows = dense(Float32Array.of(1.5, -0, 3, 0.1), 2, 2);
  expect(await written(rows)).toBe('{"features":[1.5,-0]}\n{"features":[3,0.1]}\n');
  expect(await written(rows, Float32Array.of(1, 2, 3, 4))).toBe(
    '{"label":[1,2],"features":[1.5,-0]}\n{"label":[3,4],"features":[3,0.1]}\n',
  );
  const sparse = {
    rows: 2,
    cols: 9,
    rowStarts: Uint32Array.of(0, 0, 2),
    columns: Uint32Array.of(8, 0),
    values: Float32Array.of(1, 2),
  };
  expect(await written(sparse, Float32Array.of(7, 8))).toBe(
    '{"label":7,"data":{"features":{"keys":[],"shape":[9],"values":[]}}}\n{"label":8,"data":{"features":{"keys":[8,0],"shape":[9],"values":[1,2]}}}\n',
  );
});

test('what JSON has no word for is refused', async () => {
  await expect(written(dense(Float32Array.of(Number.NaN), 1, 1))).rejects.toMatchObject({ code: 'E_JSON_NOT_FINITE' });
  await expect(written(dense(Float32Array.of(1), 1, 1), Float32Array.of(Infinity))).rejects.toMatchObject({
    code: 'E_JSON_NOT_FINITE',
  });
  await expect(written(dense(new Float32Array(2), 2, 1), new Float32Array(3))).rejects.toThrow(RangeError);
});
