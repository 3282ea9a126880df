import { expect, test } from 'vitest';
import type { ParquetGroup } from '../../../../src/formats/parquet/file.js';
import { Workspace } from '../../../../src/formats/parquet/workspace.js';

const group = (bytes: number, unpackedBytes: number): ParquetGroup => ({
  firstRow: 0,
  rows: 1,
  bytes,
  unpackedBytes,
  chunks: new Map(),
});

test('memory is kept, and grows with the largest row group', () => {
  const workspace = new Workspace();
  expect(workspace.for(group(10, 0))).toHaveLength(0);
  const first = workspace.for(group(1000, 3000));
  expect(first).toHaveLength(3000);
  expect(workspace.for(group(1000, 2000))).toBe(first);
  expect(workspace.for(group(1000, 4000))).toHaveLength(4000);
});

test('what a file says of itself is believed only so far', () => {
  const workspace = new Workspace();
  expect(workspace.for(group(10, 2 ** 50))).toHaveLength(160);
  expect(workspace.for(group(2 ** 40, 2 ** 50))).toHaveLength(1 << 26);
  for (const odd of [-1, Number.NaN]) expect(new Workspace().for(group(10, odd))).toHaveLength(0);
});
