import { posix } from 'node:path';
import { parseAst } from 'vitest/node';
import type { RepositoryFile } from './repository.js';

/** A node of the syntax tree, in the words of ESTree and typescript-estree. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

export function parse(file: RepositoryFile): SyntaxNode {
  const options = { lang: 'ts', astType: 'ts' } as const;
  return parseAst(file.text, options) as unknown as SyntaxNode;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}

/** The node and everything below it, parents first. */
export function* walk(node: SyntaxNode, parent?: SyntaxNode): Generator<{ node: SyntaxNode; parent?: SyntaxNode }> {
  yield parent === undefined ? { node } : { node, parent };
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* walk(child, node);
    }
  }
}

/** 1-based line of a position. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** `src/a.ts:3`, the way editors like it. */
export function place(file: RepositoryFile, node: SyntaxNode): string {
  return `${file.path}:${lineAt(file.text, node.start)}`;
}

export interface Import {
  readonly specifier: string;
  /** The file a relative specifier means, as a repository path; `undefined` for packages and node's own modules. */
  readonly target: string | undefined;
  /** Erased before the code runs. */
  readonly typeOnly: boolean;
  readonly place: string;
}

const IMPORTING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

/** Everything a file imports or re-exports, `import()` and `import('…').Type` included. */
export function importsOf(file: RepositoryFile): Import[] {
  const found: Import[] = [];
  for (const { node } of walk(parse(file))) {
    if (!IMPORTING.has(node.type) || !isNode(node.source)) continue;
    const specifier = node.source.value;
    if (typeof specifier !== 'string') continue;
    found.push({
      specifier,
      target: specifier.startsWith('.') ? tsPath(posix.join(posix.dirname(file.path), specifier)) : undefined,
      typeOnly: node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type',
      place: place(file, node),
    });
  }
  return found;
}

/** TypeScript names the file that will be there after the build: `./a.js` means `./a.ts`. */
function tsPath(path: string): string {
  return path.replace(/\.js$/, '.ts');
}

/** Uses of a bare name: `Date` in `new Date()`, but not in `{ Date: 1 }` or `x.Date`. */
export function* bareNames(tree: SyntaxNode): Generator<SyntaxNode & { name: string }> {
  for (const { node, parent } of walk(tree)) {
    if (node.type !== 'Identifier' || typeof node.name !== 'string') continue;
    const isMember = parent?.type === 'MemberExpression' && parent.property === node && parent.computed === false;
    const isKey = parent !== undefined && parent.key === node && parent.computed === false && parent.shorthand !== true;
    if (!isMember && !isKey) yield node as SyntaxNode & { name: string };
  }
}
