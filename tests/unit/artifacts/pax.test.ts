import { describe, expect, it } from 'vitest';
import { parsePax } from '../../../src/artifacts/pax.js';

const parse = (text: string) => parsePax(new TextEncoder().encode(text), 512);

describe('parsePax', () => {
  it('keeps what matters of many records, the last of a kind', () => {
    const text = '16 mtime=1234.5\n10 path=a\n12 path=b=c\n13 size=0123\n';
    expect(parse(text)).toEqual({ path: 'b=c', size: 123 });
  });

  it('reads values with line ends in them, by their length', () => {
    expect(parse('16 comment=1\n23\n10 path=x\n')).toEqual({ path: 'x' });
  });

  it('notices sparse files', () => {
    expect(parse('22 GNU.sparse.major=1\n')).toEqual({ sparse: true });
  });

  it('takes an empty header, and one padded with NUL', () => {
    expect(parse('')).toEqual({});
    expect(parse('10 path=a\n\0\0')).toEqual({ path: 'a' });
  });

  it.each([
    'path=a\n',
    '0 path=a\n',
    '9999 path=a\n',
    '8 path=a\n',
    ' 11 path=a\n',
    '99999999999999999999 p=a\n',
    '-1 path=a\n',
  ])('refuses the record %j', (text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'E_ARCHIVE_DAMAGED', where: { file: 'the inflated archive', byteOffset: 512 } }),
    );
  });
});
