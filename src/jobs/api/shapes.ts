import { SHAPES } from './shape-table.js';

/**
 * What a request may hold, as SageMaker's own service model says it. A line of the table is a shape:
 * `NAME structure MEMBER:SHAPE MEMBER!:SHAPE` (! must be there), `NAME list MIN..MAX SHAPE`, `NAME map MIN..MAX KEY VALUE`,
 * `NAME string MIN..MAX PATTERN`, `NAME enum VALUE …`, `NAME integer MIN..MAX`, `NAME boolean`, `NAME timestamp`.
 */
export type Shape =
  | { readonly kind: 'structure'; readonly members: ReadonlyMap<string, Member> }
  | { readonly kind: 'list'; readonly bounds: Bounds; readonly member: string }
  | { readonly kind: 'map'; readonly bounds: Bounds; readonly key: string; readonly value: string }
  | { readonly kind: 'string'; readonly bounds: Bounds; readonly pattern: string }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'integer' | 'long' | 'float' | 'double'; readonly bounds: Bounds }
  | { readonly kind: 'boolean' | 'timestamp' };

export interface Member {
  readonly shape: string;
  readonly required: boolean;
}

/** Of a length, a count or a value; either end may be open. */
export interface Bounds {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

let lines: ReadonlyMap<string, string> | undefined;
const parsed = new Map<string, Shape>();

/** @param name of a shape in the table, which has every request's and what that refers to */
export function shapeOf(name: string): Shape {
  lines ??= new Map(
    SHAPES.trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
  let shape = parsed.get(name);
  if (shape === undefined) {
    shape = parseShape(lines.get(name) as string);
    parsed.set(name, shape);
  }
  return shape;
}

function parseShape(line: string): Shape {
  const [kind = '', ...words] = line.split(' ');
  const [first = '', second = '', third = ''] = words;
  switch (kind) {
    case 'structure':
      return { kind, members: new Map(words.map(parseMember)) };
    case 'list':
      return { kind, bounds: parseBounds(first), member: second };
    case 'map':
      return { kind, bounds: parseBounds(first), key: second, value: third };
    case 'string':
      // A pattern may hold spaces.
      return { kind, bounds: parseBounds(first), pattern: words.slice(1).join(' ') };
    case 'enum':
      return { kind, values: words };
    case 'boolean':
    case 'timestamp':
      return { kind };
    default:
      return { kind: kind as 'integer', bounds: parseBounds(first) };
  }
}

function parseMember(word: string): [string, Member] {
  const [name = '', shape = ''] = word.split(':');
  const required = name.endsWith('!');
  return [required ? name.slice(0, -1) : name, { shape, required }];
}

function parseBounds(word: string): Bounds {
  const [min, max] = word.split('..').map((end) => (end === '' ? undefined : Number(end)));
  return { min, max };
}
