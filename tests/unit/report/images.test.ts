import { describe, expect, it } from 'vitest';
import { drawImages } from '../../../src/report/images.js';

const CORNER = [16, 0, 0, 0];
const FULL = [16, 16, 16, 16];
const GREYS = [0, 4, 8, 12];

describe('drawImages', () => {
  it('draws pictures side by side, two characters a pixel', () => {
    expect(drawImages([CORNER, FULL], { width: 2, height: 2, captions: ['a', 'full'] })).toBe(
      ['██  ████', '    ████', ' a  full', ''].join('\n'),
    );
  });

  it('draws shades between paper and ink', () => {
    expect(drawImages([GREYS], { width: 4, height: 1, ink: 16 })).toBe('  ░░▒▒▓▓\n');
  });

  it('starts a new line where 80 characters are full', () => {
    const ten = Array.from({ length: 10 }, () => new Float32Array(64).fill(1));
    const full = Array(8).fill('░'.repeat(80));
    expect(drawImages(ten, { width: 8, height: 8, ink: 4 })).toBe([...full, '', ...full, ''].join('\n'));
  });

  it('survives pictures without ink', () => {
    expect(drawImages([[0, 0]], { width: 2, height: 1 })).toBe('\n');
  });
});
