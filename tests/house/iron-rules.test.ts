import { isBuiltin } from 'node:module';
import { describe, expect, test } from 'vitest';
import { type RepositoryFile, sourceFiles } from './support/repository.js';
import { bareNames, importsOf, parse, place, walk } from './support/syntax.js';

type Rule = (file: RepositoryFile) => string[];

/** Only the two loaders may open machine code: delete native/ and a slower library still works. */
const machineCodeBehindItsDoors: Rule = (file) => {
  if (file.path === 'src/kernels/native.ts' || file.path === 'src/kernels/wasm.ts') return [];
  const findings: string[] = [];
  for (const { node } of walk(parse(file))) {
    const names = node.type === 'Identifier' && /^(WebAssembly|dlopen|createRequire)$/.test(String(node.name));
    const opens = node.type === 'Literal' && /\.(node|wasm)$/.test(String(node.value));
    if (names || opens) findings.push(`${place(file, node)} reaches for machine code: ${node.name ?? node.value}`);
  }
  return findings;
};

const WORLD = new Set(
  `process Date fetch performance console crypto globalThis global Buffer require setTimeout setInterval setImmediate
   queueMicrotask navigator WebSocket XMLHttpRequest`.split(/\s+/),
);

/** Algorithms see numbers and a seeded generator, and nothing of the machine they run on. */
const algorithmsSeeNoWorld: Rule = (file) => {
  if (!file.path.startsWith('src/algorithms/')) return [];
  const tree = parse(file);
  const findings = importsOf(file)
    .filter(({ specifier }) => isBuiltin(specifier))
    .map((found) => `${found.place} imports ${found.specifier}`);
  for (const name of bareNames(tree)) {
    if (WORLD.has(name.name)) findings.push(`${place(file, name)} uses ${name.name}`);
  }
  for (const { node } of walk(tree)) {
    if (node.type === 'MemberExpression' && /^Math\s*\.\s*random$/.test(file.text.slice(node.start, node.end))) {
      findings.push(`${place(file, node)} draws unseeded randomness`);
    }
  }
  return findings;
};

const noDefaultExports: Rule = (file) =>
  [...walk(parse(file))]
    .filter(({ node }) => node.type === 'ExportDefaultDeclaration')
    .map(({ node }) => `${place(file, node)} exports a default`);

const noAny: Rule = (file) =>
  [...walk(parse(file))]
    .filter(({ node }) => node.type === 'TSAnyKeyword')
    .map(({ node }) => `${place(file, node)} says any`);

const RULES: Readonly<Record<string, Rule>> = {
  'only kernels/native.ts and kernels/wasm.ts load machine code': machineCodeBehindItsDoors,
  'algorithms touch no file, network, environment, clock or process': algorithmsSeeNoWorld,
  'nothing is exported as default': noDefaultExports,
  'nothing is typed any': noAny,
};

describe('iron rules', () => {
  const files = sourceFiles();
  test.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(files.flatMap(rule)).toEqual([]);
  });
});

describe('the rules catch', () => {
  const algorithm = 'src/algorithms/kmeans/train.ts';
  test.each<[Rule, string, string]>([
    [machineCodeBehindItsDoors, 'src/kernels/choose.ts', "import { createRequire } from 'node:module';"],
    [machineCodeBehindItsDoors, 'src/kernels/choose.ts', 'await WebAssembly.instantiate(bytes);'],
    [machineCodeBehindItsDoors, 'src/cli/doctor.ts', "const path = 'native/sagelocal.node';"],
    [algorithmsSeeNoWorld, algorithm, "import { readFile } from 'node:fs/promises';"],
    [algorithmsSeeNoWorld, algorithm, "const fs = await import('fs');"],
    [algorithmsSeeNoWorld, algorithm, 'const now = new Date();'],
    [algorithmsSeeNoWorld, algorithm, 'const home = process.env.HOME;'],
    [algorithmsSeeNoWorld, algorithm, 'const noise = Math.random();'],
    [algorithmsSeeNoWorld, algorithm, 'const seen = { performance };'],
    [noDefaultExports, algorithm, 'export default 1;'],
    [noAny, algorithm, 'const x = y as any;'],
  ])('%o in %s: %s', (rule, path, text) => {
    expect(rule({ path, text })).not.toEqual([]);
  });

  test.each<[Rule, string, string]>([
    [machineCodeBehindItsDoors, 'src/kernels/wasm.ts', 'await WebAssembly.instantiate(bytes);'],
    [algorithmsSeeNoWorld, algorithm, '// new Date()\nconst row = { Date: 1, process: record.process };'],
    [algorithmsSeeNoWorld, 'src/training/run.ts', 'const now = new Date();'],
    [noAny, algorithm, "const text = 'any'; // any"],
  ])('%o lets pass %s: %s', (rule, path, text) => {
    expect(rule({ path, text })).toEqual([]);
  });
});
