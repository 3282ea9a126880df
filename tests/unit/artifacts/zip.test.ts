import { describe, expect, it } from 'vitest';
import { DEFAULT_ARCHIVE_LIMITS } from '../../../src/artifacts/archive-limits.js';
import { isZip, readZip, writeZip } from '../../../src/artifacts/zip.js';

/** What Python's zipfile made of a.json (deflated) and b (stored). */
const python = Buffer.from(
  '504b030414000000080083182250d558aefc1a0000002500000006000000612e6a736f6eab562ac9284a2dcec8cf4951b25230d033d55140' +
    '881841846a01504b0304140000000000831822501d80bc5503000000030000000100000062010203504b0102140314000000080083182250' +
    'd558aefc1a00000025000000060000000000000000000000800100000000612e6a736f6e504b01021403140000000000831822501d80bc55' +
    '030000000300000001000000000000000000000080013e00000062504b0506000000000200020063000000600000000000',
  'hex',
);
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const members = [
  { name: 'symbol.json', bytes: Buffer.from('{"nodes": []}') },
  { name: 'params', bytes: Uint8Array.of(1, 2, 3) },
];

/** The same bytes with some of them changed. */
function changed(at: number, ...values: number[]): Uint8Array {
  const bytes = Uint8Array.from(writeZip(members));
  bytes.set(values, at < 0 ? bytes.length + at : at);
  return bytes;
}

describe('readZip', () => {
  it('gives back what was written', () => {
    const read = readZip(writeZip(members));
    expect(read.map(({ name, bytes }) => [name, text(bytes)])).toEqual(
      members.map(({ name, bytes }) => [name, text(bytes)]),
    );
    expect(readZip(writeZip([]))).toEqual([]);
  });

  it('reads what Python writes, compressed or not', () => {
    expect(isZip(python)).toBe(true);
    const [json, raw] = readZip(python);
    expect([json?.name, text(json?.bytes)]).toEqual(['a.json', '{"threshold": 0.5, "threshold2": 0.5}']);
    expect([...(raw?.bytes ?? [])]).toEqual([1, 2, 3]);
  });

  it('the same files give the same bytes', () => {
    expect(writeZip(members)).toEqual(writeZip(members));
  });

  it.each([
    ['nothing', new Uint8Array(0), 'E_ARCHIVE_DAMAGED'],
    ['half of it', writeZip(members).subarray(0, 100), 'E_ARCHIVE_DAMAGED'],
    ['a directory elsewhere', changed(-6, 0xff, 0xff), 'E_ARCHIVE_DAMAGED'],
    ['more members than there are', changed(-12, 9), 'E_ARCHIVE_DAMAGED'],
    ['a member that was changed', changed(42, 0x20), 'E_ARCHIVE_CHECKSUM'],
    ['a name that leaves the folder', writeZip([{ name: '../x', bytes: new Uint8Array(1) }]), 'E_ARCHIVE_NAME'],
    ['a name twice', writeZip([members[1] as never, members[1] as never]), 'E_ARCHIVE_DUPLICATE'],
  ])('refuses %s', (_, bytes, code) => {
    expect(() => readZip(bytes)).toThrow(expect.objectContaining({ name: 'UserError', code }));
  });

  it.each([
    [8, [1, 0], 'is encrypted'],
    [10, [99, 0], 'method 99'],
    [24, [0xff, 0xff, 0xff, 0xff], '64-bit'],
    [24, [0xff, 0xff, 0xff, 0], 'size'],
    [42, [0xff, 0xff, 0xff, 0], 'directory says'],
  ])('refuses a directory with %d set to %j', (at, values, message) => {
    const bytes = writeZip(members);
    const directory = Buffer.from(bytes).indexOf(Buffer.of(0x50, 0x4b, 1, 2));
    bytes.set(values, directory + at);
    expect(() => readZip(bytes)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
  });

  it('stops where more would come out than the limits allow', () => {
    const bounded = { ...DEFAULT_ARCHIVE_LIMITS, alwaysAllowedBytes: 10, maxCompressionRatio: 0.01 };
    expect(() => readZip(python, 'm', bounded)).toThrow(expect.objectContaining({ code: 'E_ARCHIVE_TOO_LARGE' }));
    expect(() => readZip(python, 'm', { ...DEFAULT_ARCHIVE_LIMITS, maxMembers: 1 })).toThrow(
      expect.objectContaining({ code: 'E_ARCHIVE_TOO_MANY' }),
    );
  });

  it('never crashes, whatever byte is changed', () => {
    for (let at = 0; at < python.length; at++) {
      for (const value of [0, 0xff, (python[at] as number) ^ 1]) {
        const bytes = Uint8Array.from(python);
        bytes[at] = value;
        try {
          readZip(bytes);
        } catch (error) {
          expect(error).toHaveProperty('name', 'UserError');
        }
      }
    }
  });
});
