// The .npy files of data.py: C-ordered float32 matrices, version 1 of the format.
import { dense, rowMajor } from '../../dist/data/dense.js';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];

/** A matrix that is a view on the file's bytes. */
export function readNpy(file) {
  const headerEnd = 10 + file.readUInt16LE(8);
  const header = file.toString('latin1', 10, headerEnd);
  const shape = /'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\)/.exec(header);
  if (shape === null) throw new Error(`not a float32 matrix: ${header}`);
  const [rows, cols] = [Number(shape[1]), Number(shape[2])];
  return dense(new Float32Array(file.buffer, file.byteOffset + headerEnd, rows * cols), rows, cols);
}

export function writeNpy(matrix) {
  const values = rowMajor(matrix);
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${matrix.shape.join(', ')}), }`;
  const header = Buffer.from(`${text.padEnd(128 - MAGIC.length - 2 - 1)}\n`, 'latin1');
  const length = [header.length & 255, header.length >> 8];
  return Buffer.concat([
    Buffer.from([...MAGIC, ...length]),
    header,
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  ]);
}
