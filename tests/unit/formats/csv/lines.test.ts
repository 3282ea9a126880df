import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memorySource } from '../../../../src/formats/byte-source.js';
import { LineCounter, LineFinder, lineEnd } from '../../../../src/formats/csv/lines.js';

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

  test('are found again by reading up to one offset after the other', async () => {
    const offsets = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(text, offsets, fc.integer({ min: 1, max: 5 }), async (text, offsets, chunkBytes) => {
        const finder = new LineFinder(memorySource('text', encode(text), chunkBytes));
        for (const offset of offsets.sort((a, b) => a - b)) {
          expect(await finder.lineAt(Math.min(offset, text.length))).toBe(linesIn(text.slice(0, offset)));
        }
        await finder.close();
      }),
    );
  });
});

test('lineEnd finds the nearest of both characters', () => {
  expect(lineEnd(encode('a\nb\rc'), 0)).toBe(1);
  expect(lineEnd(encode('a\nb\rc'), 2)).toBe(3);
  expect(lineEnd(encode('a\nb\rc'), 4)).toBe(5);
});
