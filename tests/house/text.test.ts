import { describe, expect, test } from 'vitest';
import { filesUnder, type RepositoryFile } from './support/repository.js';

/** Joined at run time, so that this file does not contain what it looks for. */
const word = (...parts: string[]): string => parts.join('');
const anyOf = (words: readonly string[]): string => words.map((text) => text.replaceAll('.', '\\.')).join('|');

const REGISTRY_HOSTS = [
  word('registry.npm', 'js.org'),
  word('crates', '.io'),
  word('py', 'pi.org'),
  word('python', 'hosted.org'),
  word('deb.', 'debian.org'),
  word('npm', 'mirror'),
];
const MAKERS = [
  word('cla', 'ude'),
  word('anthro', 'pic'),
  word('chat', 'gpt'),
  word('open', 'ai'),
  word('co', 'pilot'),
  word('language ', 'model'),
];
const NOTES_ELSEWHERE = ['FORMATS', 'ALGORITHMS', 'ANCHORS', 'FEASIBILITY', 'PEERS', 'HOUSE'].map((name) =>
  word(name, '.md'),
);

const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  "a path of somebody's machine": new RegExp(
    `(?<![\\w.~-])/(${anyOf([word('wo', 'rk'), word('ro', 'ot'), word('ho', 'me/\\w+'), word('Use', 'rs/\\w+'), word('t', 'mp')])})/`,
  ),
  'the host of a package registry': new RegExp(anyOf(REGISTRY_HOSTS), 'i'),
  'how or by whom the project is built': new RegExp(`\\b(${anyOf(MAKERS)})`, 'i'),
  'a document that is not in the repository': new RegExp(`\\b(${anyOf(NOTES_ELSEWHERE)})\\b`),
  'a folder beside the repository': new RegExp(
    `${word('sha', 'red')}/(spec|golden|corpora|prototype|peers|oracles|data|hooks)\\b`,
  ),
  'an unfinished thought': new RegExp(`\\b(${anyOf([word('TO', 'DO'), word('FIX', 'ME'), word('XX', 'X')])})\\b`),
};

/** Written by tools; cargo names its registry in every lock file. */
const GENERATED = /^(package-lock\.json|native\/Cargo\.lock)$/;
const TEXT = /(\.(ts|mjs|js|json|md|rs|toml|sh|py|txt|html|yml)|(^|\/)(LICENSE|\.gitignore|\.ci\/run))$/;

function findingsIn({ path, text }: RepositoryFile): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      Object.entries(FORBIDDEN).flatMap(([what, pattern]) =>
        pattern.test(line) ? [`${path}:${index + 1} names ${what}: ${pattern.exec(line)?.[0]}`] : [],
      ),
    );
}

describe('the text of the repository', () => {
  test('speaks of the project alone', () => {
    const files = filesUnder('', TEXT).filter(({ path }) => !GENERATED.test(path));
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(findingsIn)).toEqual([]);
  });

  test.each([
    `cd ${word('/wo', 'rk')}/main`,
    `'${word('/t', 'mp')}/x'`,
    `${word('/ho', 'me')}/somebody/x`,
    `https://${REGISTRY_HOSTS[0]}/x`,
    `see ${NOTES_ELSEWHERE[0]}`,
    `made with ${MAKERS[0]?.toUpperCase()}`,
    `${word('../sha', 'red/golden')}/x.pbr`,
    `// ${word('TO', 'DO')}: later`,
  ])('the check sees: %s', (line) => {
    expect(findingsIn({ path: 'x.md', text: `first\n${line}\n` })).toHaveLength(1);
  });

  test.each(['src/work/file.ts', "import x from '../home/page.js';", 'https://example.org/tmp/x', '/opt/ml/model'])(
    'the check lets pass: %s',
    (line) => {
      expect(findingsIn({ path: 'x.md', text: line })).toEqual([]);
    },
  );
});
