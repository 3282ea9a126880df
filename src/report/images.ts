/** Small grey pictures as text: they show in any terminal and survive without colour. */

export interface ImageOptions {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The value of full ink; 0 is paper. Default: the largest value there is. */
  readonly ink?: number;
  /** Pictures side by side. Default: as many as fit into 80 characters. */
  readonly perLine?: number;
  /** Below each picture, cut to its width. */
  readonly captions?: readonly string[];
}

const SHADES = [' ', '░', '▒', '▓', '█'] as const;
/** A character is about twice as high as it is wide. */
const CHARACTERS_PER_PIXEL = 2;
const LINE_WIDTH = 80;

/**
 * Draws pictures in rows of several.
 * @param images each `[height * width]`, row by row from the top left
 */
export function drawImages(images: readonly ArrayLike<number>[], options: ImageOptions): string {
  const { width, height, captions = [] } = options;
  const ink = options.ink ?? largest(images);
  const imageWidth = width * CHARACTERS_PER_PIXEL;
  const perLine = options.perLine ?? Math.max(1, Math.floor(LINE_WIDTH / imageWidth));
  const lines: string[] = [];
  for (let first = 0; first < images.length; first += perLine) {
    const group = images.slice(first, first + perLine);
    if (first > 0) lines.push('');
    for (let y = 0; y < height; y++) {
      lines.push(group.map((image) => drawLine(image, y * width, width, ink)).join(''));
    }
    if (captions.length > 0) {
      const texts = captions.slice(first, first + perLine);
      lines.push(texts.map((text) => centred(text.slice(0, imageWidth), imageWidth)).join(''));
    }
  }
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function drawLine(image: ArrayLike<number>, from: number, width: number, ink: number): string {
  let line = '';
  for (let x = 0; x < width; x++) line += shade((image[from + x] ?? 0) / ink).repeat(CHARACTERS_PER_PIXEL);
  return line;
}

function shade(share: number): string {
  const level = Math.round(Math.min(Math.max(share, 0), 1) * (SHADES.length - 1));
  return SHADES[level] ?? SHADES[0];
}

function centred(text: string, width: number): string {
  return text.padStart(Math.floor((width + text.length) / 2)).padEnd(width);
}

function largest(images: readonly ArrayLike<number>[]): number {
  let max = 0;
  for (const image of images) for (let i = 0; i < image.length; i++) max = Math.max(max, image[i] ?? 0);
  return max === 0 ? 1 : max;
}
