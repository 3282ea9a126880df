import { describe, expect, it } from 'vitest';
import { encodeRecord } from '../../../src/formats/recordio/message.js';
import { DIGITS } from '../library/support.js';
import { file, RECORDS } from './support/files.js';
import { run } from './support/run.js';

describe('sagelocal inspect --records', () => {
  it('shows frames and every field', async () => {
    const { code, stdout } = await run('inspect', await file('data', RECORDS), '--records', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /byte 0\n {2}label 'values' {2}float32, 1 value: 5\n {2}feature 'values' {2}float32, 2 values: 0 1\n$/,
    );
  });

  it('shows what no training would read', async () => {
    const record = encodeRecord({
      features: new Map([
        ['picture', { type: 'bytes', value: [new Uint8Array(3)], contentType: 'image/png' }],
        ['words', { type: 'int32', values: new Int32Array([7]), keys: [2], shape: [9] }],
        ['\x1b[31m', { type: 'unset' }],
      ]),
      label: new Map(),
      uid: 'row 1',
    });
    const path = await file('data', frame(record));
    const { stdout } = await run('inspect', path, '--records', '5');
    expect(stdout).toContain("feature 'picture'  bytes (3) of image/png");
    expect(stdout).toContain("feature 'words'  int32 sparse of shape 9, 1 value: 2:7");
    expect(stdout).toContain('uid  "row 1"');
    expect(stdout).not.toContain('\x1b');
    const { stdout: json } = await run('inspect', path, '--records', '5', '--json');
    expect(JSON.parse(json)).toEqual([
      {
        file: path,
        offset: 0,
        uid: 'row 1',
        label: {},
        features: {
          picture: { type: 'bytes', value: ['AAAA'], contentType: 'image/png' },
          words: { type: 'int32', values: [7], keys: [2], shape: [9] },
          '\x1b[31m': { type: 'unset' },
        },
      },
    ]);
  });

  it('is for RecordIO alone', async () => {
    const { code, stderr } = await run('inspect', DIGITS, '--records', '1');
    expect(code).toBe(1);
    expect(stderr).toContain('Use --rows.');
  });
});

/** A RecordIO frame around one payload. */
function frame(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + Math.ceil(payload.length / 4) * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xced7230a, true);
  view.setUint32(4, payload.length, true);
  bytes.set(payload, 8);
  return bytes;
}
