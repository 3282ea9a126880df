import { describe, expect, test } from 'vitest';
import { filesUnder, type RepositoryFile, sourceFiles } from './support/repository.js';
import { lineAt, parse, place, type SyntaxNode, walk } from './support/syntax.js';

const FILE_LINES = 400;
const TRAIN_LINES = 300;
const FUNCTION_LINES = 50;

function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function fileTooLong(file: RepositoryFile): string[] {
  const budget = /^src\/algorithms\/[^/]+\/train\.ts$/.test(file.path) ? TRAIN_LINES : FILE_LINES;
  const lines = linesOf(file.text);
  return lines > budget ? [`${file.path} has ${lines} lines, ${budget} are allowed`] : [];
}

function isFunction(node: SyntaxNode): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

function functionsTooLong(file: RepositoryFile): string[] {
  const findings: string[] = [];
  for (const { node } of walk(parse(file))) {
    if (!isFunction(node)) continue;
    const lines = lineAt(file.text, node.end) - lineAt(file.text, node.start) + 1;
    if (lines > FUNCTION_LINES) findings.push(`${place(file, node)} is a function of ${lines} lines`);
  }
  return findings;
}

describe('budgets', () => {
  test(`a file has at most ${FILE_LINES} lines, a train.ts ${TRAIN_LINES}`, () => {
    expect(sourceFiles().flatMap(fileTooLong)).toEqual([]);
  });

  test(`a file of the native core has at most ${FILE_LINES} lines`, () => {
    expect(filesUnder('native', /\.rs$/).flatMap(fileTooLong)).toEqual([]);
  });

  test(`a function has at most ${FUNCTION_LINES} lines`, () => {
    expect(sourceFiles().flatMap(functionsTooLong)).toEqual([]);
  });

  test('the checks count to the line', () => {
    const lines = (count: number): string => 'x;\n'.repeat(count);
    const fileOf = (path: string, text: string): RepositoryFile => ({ path, text });
    expect(fileTooLong(fileOf('src/data/a.ts', lines(400)))).toEqual([]);
    expect(fileTooLong(fileOf('src/data/a.ts', lines(401)))).toHaveLength(1);
    expect(fileTooLong(fileOf('src/algorithms/kmeans/train.ts', lines(301)))).toHaveLength(1);
    expect(functionsTooLong(fileOf('src/data/a.ts', `function f() {\n${lines(48)}}`))).toEqual([]);
    for (const text of [
      `function f() {\n${lines(49)}}`,
      `const f = async () => {\n${lines(49)}};`,
      `class C { *f() {\n${lines(49)}} }`,
    ]) {
      expect(functionsTooLong(fileOf('src/data/a.ts', text))).toHaveLength(1);
    }
  });
});
