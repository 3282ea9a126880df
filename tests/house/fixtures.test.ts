import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pathsUnder, readText } from './support/repository.js';

const ABOUT = /(^|\/)(README\.md|LICENSE[^/]*|make\.[a-z]+|[^/]+\.json)$/;

/** A fixture is held by an expectation beside it, or is real data that the README of its folder tells the source of. */
function fixturesWithoutExpectation(paths: readonly string[], read: (path: string) => string): string[] {
  const present = new Set(paths);
  return paths.filter((path) => {
    if (ABOUT.test(path)) return false;
    const readme = `${posix.dirname(path)}/README.md`;
    const expectation = `${path.slice(0, -posix.extname(path).length)}.json`;
    const told = present.has(readme) && read(readme).includes(posix.basename(path));
    return !present.has(expectation) && !told;
  });
}

function expectationsWithoutFixture(paths: readonly string[]): string[] {
  const stems = new Set(paths.filter((path) => !path.endsWith('.json')).map(stemOf));
  return paths.filter(
    (path) => /\.json$/.test(path) && !/(manifest|job)\.json$/.test(path) && !stems.has(stemOf(path)),
  );
}

function stemOf(path: string): string {
  return path.slice(0, -posix.extname(path).length);
}

describe('fixtures', () => {
  const paths = pathsUnder('fixtures');

  test('every file has an expectation or a provenance', () => {
    expect(paths.length).toBeGreaterThan(0);
    expect(fixturesWithoutExpectation(paths, readText)).toEqual([]);
  });

  test('every expectation has a file', () => {
    expect(expectationsWithoutFixture(paths)).toEqual([]);
  });

  test('every folder of fixtures says where they come from', () => {
    const folders = new Set(paths.map((path) => path.split('/').slice(0, 2).join('/')));
    expect([...folders].filter((folder) => !paths.includes(`${folder}/README.md`))).toEqual([]);
  });

  test('the checks notice orphans', () => {
    const paths = [
      'fixtures/a/x.pbr',
      'fixtures/a/x.json',
      'fixtures/a/y.pbr',
      'fixtures/a/z.csv',
      'fixtures/a/README.md',
    ];
    expect(fixturesWithoutExpectation(paths, () => 'z.csv: made by hand')).toEqual(['fixtures/a/y.pbr']);
    expect(expectationsWithoutFixture(['fixtures/a/x.json', 'fixtures/a/y.pbr'])).toEqual(['fixtures/a/x.json']);
  });
});
