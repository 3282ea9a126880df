import { describe, expect, it } from 'vitest';
import { decodeUtf8, parseJson } from '../../../../src/formats/json/text.js';

const where = { file: 'x.json' };
const parse = (text: string, maxDepth = 3) =>
  parseJson(new TextEncoder().encode(text), { maxDepth, what: 'The text', where });

describe('parseJson', () => {
  it('allows as many levels as it is told, one after the other as often as you like', () => {
    expect(parse('[[[]],{"a":[]}]')).toEqual([[[]], { a: [] }]);
    expect(() => parse('[[[[]]]]')).toThrow(
      expect.objectContaining({ code: 'E_REQUEST_DEPTH', where: { file: 'x.json', byteOffset: 3 } }),
    );
  });

  it.each(['["[[[[[["]', '["\\"[[[["]', '["\\\\", "[[[["]', '["é[[[["]'])(
    'does not count brackets in strings: %s',
    (text) => {
      expect(parse(text)).toEqual(JSON.parse(text));
    },
  );

  it('does not lose count over a bracket too many', () => {
    expect(() => parse(']]]]')).toThrow(expect.objectContaining({ code: 'E_REQUEST_JSON', where }));
  });

  it('says what is no JSON', () => {
    expect(() => parse('{')).toThrow(/^The text is not JSON: /);
  });
});

describe('decodeUtf8', () => {
  it('refuses other encodings', () => {
    expect(() => decodeUtf8(Uint8Array.of(0x31, 0xe9), where)).toThrow(
      expect.objectContaining({ name: 'UserError', code: 'E_REQUEST_UTF8', where }),
    );
  });
});
