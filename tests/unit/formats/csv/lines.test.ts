import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memorySource } from '../../../../src/formats/byte-source.js';
import { LineCounter, lineEnd, lineNumberAt } from '../../../../src/formats/csv/lines.js';

const text = fc.string({ unit: fc.constantFrom('\n', '\r', 'x', ','), maxLength: 30 });
const encode = (text: string) => new TextEncoder().encode(text);
const linesIn = (text: string) => text.split(/\r\n|\n|\r/).length;

describe('line numbers', () => {
  test('count LF, CRLF and CR once each, however the bytes are cut', () => {
    fc.assert(
      fc.property(text, fc.nat(30), (text, cut) => {
        const counter = new LineCounter();
        counter.count(encode(text.slice(0, cut)));
        counter.count(encode(text.slice(cut)));
        expect(counter.line).toBe(linesIn(text));
      }),
    );
  });

  test('are found again by reading up to an offset', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.nat(30), fc.integer({ min: 1, max: 5 }), async (text, offset, chunkBytes) => {
        const line = await lineNumberAt(memorySource('text', encode(text), chunkBytes), Math.min(offset, text.length));
        expect(line).toBe(linesIn(text.slice(0, offset)));
      }),
    );
  });
});

test('lineEnd finds the nearest of both characters', () => {
  expect(lineEnd(encode('a\nb\rc'), 0)).toBe(1);
  expect(lineEnd(encode('a\nb\rc'), 2)).toBe(3);
  expect(lineEnd(encode('a\nb\rc'), 4)).toBe(5);
});
