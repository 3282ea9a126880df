import { randomMatrix, SEED } from './numbers.mjs';

/** A row group of plain float columns, not compressed: of native kernels alone. */
export function* parquetCases(rows, cols) {
  const pages = Array.from({ length: cols + 1 }, () => dataPage(randomMatrix(rows, 1)));
  const bytes = Buffer.concat(pages);
  let end = 0;
  const chunks = pages.map((page) => {
    end += page.length;
    return { start: end - page.length, end, codec: 'UNCOMPRESSED', number: 'float', optional: false };
  });
  const output = { labels: new Float32Array(rows), features: new Float32Array(rows * cols) };
  yield [
    `decodeParquet rows=${rows} columns=${cols + 1} bytes=${bytes.length} seed=${SEED}`,
    (kernels) => kernels.decodeParquet(bytes, { rows, labelSize: 1, chunks }, output),
    'decodeParquet',
  ];
}

/** Header in Thrift's compact protocol, then the values. */
function dataPage(values) {
  const [size, count] = [zigzag(values.byteLength), zigzag(values.length)];
  const header = [0x15, 0, 0x15, ...size, 0x15, ...size, 0x2c, 0x15, ...count, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0];
  return Buffer.concat([Buffer.from(header), Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}

function zigzag(number) {
  const bytes = [];
  let rest = 2 * number;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return [...bytes, rest];
}
