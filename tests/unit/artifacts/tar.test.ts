import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_ARCHIVE_LIMITS } from '../../../src/artifacts/archive-limits.js';
import { readTar, writeTar } from '../../../src/artifacts/tar.js';
import { BLOCK_BYTES, checksum, FIELDS } from '../../../src/artifacts/tar-header.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const refusal = (code: string, byteOffset?: number) =>
  expect.objectContaining({
    name: 'UserError',
    code,
    ...(byteOffset === undefined ? {} : { where: { file: 'the inflated archive', byteOffset } }),
  });

/** A block of a header and the blocks of its content, written field by field. */
function entry(fields: {
  name?: string;
  type?: string;
  size?: string;
  content?: Uint8Array;
  magic?: string;
}): Uint8Array {
  const { name = 'm', type = '0', content = new Uint8Array(0), magic = 'ustar\x0000' } = fields;
  const block = new Uint8Array(BLOCK_BYTES + Math.ceil(content.length / BLOCK_BYTES) * BLOCK_BYTES);
  block.set(bytesOf(name), FIELDS.name.at);
  block.set(bytesOf(fields.size ?? content.length.toString(8).padStart(11, '0')), FIELDS.size.at);
  block.set(bytesOf(type), FIELDS.type.at);
  block.set(bytesOf(magic), FIELDS.magic.at);
  block.set(bytesOf(checksum(block).toString(8).padStart(6, '0')), FIELDS.checksum.at);
  block.set(content, BLOCK_BYTES);
  return block;
}

function archive(...entries: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([...entries, new Uint8Array(2 * BLOCK_BYTES)]);
}

function pax(...records: readonly string[]): Uint8Array {
  const text = records.map((record) => {
    const length = record.length + 2;
    const digits = String(length + String(length).length).length;
    return `${length + digits} ${record}\n`;
  });
  return entry({ type: 'x', content: bytesOf(text.join('')) });
}

const names = (bytes: Uint8Array): string[] => readTar(bytes).map(({ name }) => name);

describe('readTar', () => {
  it('gives back what writeTar was given', () => {
    const members = [
      { name: 'model_algo-1', bytes: bytesOf('x'.repeat(1000)) },
      { name: 'empty', bytes: new Uint8Array(0) },
      { name: `${'d'.repeat(90)}/${'f'.repeat(90)}`, bytes: bytesOf('y') },
      { name: 'größe/🌟', bytes: bytesOf('z'.repeat(512)) },
    ];
    const read = readTar(writeTar(members));
    expect(read.map(({ name, bytes }) => ({ name, bytes: new Uint8Array(bytes) }))).toEqual(members);
  });

  it('passes over directories, in every spelling', () => {
    const old = entry({ name: 'old/', type: '\0', magic: '' });
    expect(names(archive(entry({ name: './', type: '5' }), old, entry({ name: './a//./b' })))).toEqual(['a/b']);
  });

  it('does without the end mark, which some writers leave out', () => {
    expect(names(entry({ content: bytesOf('x') }))).toEqual(['m']);
    expect(names(new Uint8Array(0))).toEqual([]);
  });

  it('reads names from pax headers, local before global, and only for the next member', () => {
    const forAll = entry({ type: 'g', content: bytesOf('11 path=gg\n') });
    expect(names(archive(forAll, pax('path=local', 'comment=x'), entry({}), entry({ name: 'other' })))).toEqual([
      'local',
      'gg',
    ]);
  });

  it('reads sizes from pax headers', () => {
    const member = entry({ size: '00000000000', content: bytesOf('abc') });
    expect(readTar(archive(pax('size=3'), member)).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['abc']);
  });

  it("reads GNU's long names", () => {
    const long = entry({
      name: '././@LongLink',
      type: 'L',
      content: bytesOf(`${'n'.repeat(200)}\0`),
      magic: 'ustar  \0',
    });
    expect(names(archive(long, entry({ magic: 'ustar  \0' })))).toEqual(['n'.repeat(200)]);
  });

  it("reads GNU's binary sizes", () => {
    const header = entry({ content: bytesOf('abc') });
    header.set([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3], FIELDS.size.at);
    header.set(bytesOf(checksum(header.subarray(0, BLOCK_BYTES)).toString(8).padStart(6, '0')), FIELDS.checksum.at);
    expect(readTar(archive(header))[0]?.bytes).toHaveLength(3);
  });

  it('accepts the checksum of writers with signed bytes', () => {
    const header = entry({ name: 'größe' });
    const signed = checksum(header) - 256 * bytesOf('größe').filter((byte) => byte >= 0x80).length;
    header.set(bytesOf(signed.toString(8).padStart(6, '0')), FIELDS.checksum.at);
    expect(names(archive(header))).toEqual(['größe']);
  });

  it.each([
    ['../x', "leads out of its folder with '..'"],
    ['a/../../x', "leads out of its folder with '..'"],
    ['/x', 'is absolute'],
    ['C:x', 'starts with a drive'],
    ['a\\b', 'has a backslash in it'],
    ['', 'is empty'],
    ['.', 'names no file'],
  ])('refuses the name %j', (name, why) => {
    const bytes = archive(entry({ name: 'good' }), entry({ name, content: bytesOf('x') }));
    expect(() => readTar(bytes)).toThrow(refusal('E_ARCHIVE_NAME', BLOCK_BYTES));
    expect(() => readTar(bytes)).toThrow(why);
  });

  it('refuses a NUL in a pax name, and a name beyond the limit', () => {
    expect(() => readTar(archive(pax('path=a\0b'), entry({})))).toThrow('has a NUL in it');
    expect(() => readTar(archive(pax(`path=${'n'.repeat(2000)}`), entry({})))).toThrow('is longer than 1024 bytes');
  });

  it.each([
    ['1', 'a hard link'],
    ['2', 'a symbolic link'],
    ['3', 'a character device'],
    ['4', 'a block device'],
    ['6', 'a FIFO'],
    ['S', 'a sparse file'],
    ['Z', 'of the unknown type "Z"'],
  ])('refuses a member of type %s', (type, kind) => {
    expect(() => readTar(archive(entry({ type })))).toThrow(refusal('E_ARCHIVE_MEMBER', 0));
    expect(() => readTar(archive(entry({ type })))).toThrow(kind);
  });

  it('refuses what pax calls sparse', () => {
    expect(() => readTar(archive(pax('GNU.sparse.major=1'), entry({})))).toThrow(refusal('E_ARCHIVE_MEMBER'));
  });

  it('refuses two members of one name, in any composition of their accents', () => {
    expect(() => readTar(archive(entry({}), entry({ name: './m' })))).toThrow(refusal('E_ARCHIVE_DUPLICATE', 512));
    expect(() => readTar(archive(entry({ name: 'é' }), entry({ name: 'e\u0301' })))).toThrow(
      refusal('E_ARCHIVE_DUPLICATE'),
    );
  });

  it('refuses more members than the limit, headers of headers included', () => {
    const limits = { ...DEFAULT_ARCHIVE_LIMITS, maxMembers: 2 };
    expect(readTar(archive(entry({ name: 'a' }), entry({ name: 'b' })), limits)).toHaveLength(2);
    expect(() => readTar(archive(pax('path=a'), entry({}), entry({ name: 'b' })), limits)).toThrow(
      refusal('E_ARCHIVE_TOO_MANY'),
    );
  });

  it.each<[string, Uint8Array]>([
    ['a header cut short', entry({}).subarray(0, 300)],
    ['content cut short', entry({ size: '00000002000' })],
    ['a size that is no number', entry({ size: '0000000zzzz' })],
    ['a directory with content', archive(entry({ name: 'd/', content: bytesOf('x') }))],
    ['a name that is not UTF-8', archive(entry({ type: 'L', content: Uint8Array.of(0xff, 0xfe) }), entry({}))],
    ['a pax record longer than its header', archive(entry({ type: 'x', content: bytesOf('99 path=x\n') }), entry({}))],
    ['a pax record without a length', archive(entry({ type: 'x', content: bytesOf('path=x\n') }), entry({}))],
    ['a pax record without a key', archive(entry({ type: 'x', content: bytesOf('7 abcd\n') }), entry({}))],
    ['a pax record without a line end', archive(entry({ type: 'x', content: bytesOf('9 path=xy') }), entry({}))],
    ['a pax size that is no number', archive(pax('size=-1'), entry({}))],
  ])('refuses %s as damage', (_, bytes) => {
    expect(() => readTar(bytes)).toThrow(refusal('E_ARCHIVE_DAMAGED'));
  });

  it('refuses a checksum that does not match', () => {
    const bytes = archive(entry({}));
    bytes[0] = 0x6e;
    expect(() => readTar(bytes)).toThrow(refusal('E_ARCHIVE_CHECKSUM', 0));
  });
});

describe('writeTar', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagelocal-tar-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes what tar reads', () => {
    const path = join(folder, 'x.tar');
    writeFileSync(path, writeTar([{ name: 'model_algo-1', bytes: bytesOf('content') }]));
    const listing = execFileSync('tar', ['--numeric-owner', '-tvf', path], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC' },
    });
    expect(listing).toMatch(/^-rw-r--r-- 0\/0 +7 1970-01-01 00:00 model_algo-1\n$/);
    execFileSync('tar', ['-xf', path, '-C', folder]);
    expect(readFileSync(join(folder, 'model_algo-1'), 'utf8')).toBe('content');
  });

  it('refuses a name that ustar cannot hold', () => {
    expect(() => writeTar([{ name: 'n'.repeat(101), bytes: new Uint8Array(0) }])).toThrow(RangeError);
  });
});
