import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readText, root } from './support/repository.js';

const dockerfile = readText('Dockerfile');
const ignored = readText('.dockerignore').split('\n');

/** Made while the image is built. */
const BUILT = ['node_modules', 'dist'];

describe('the Dockerfile, which nobody builds here', () => {
  test('copies what there is', () => {
    const copied = [...dockerfile.matchAll(/--from=build (.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '));
    const inRepository = copied.map((path) => path.replace('/sagelocal/', '')).filter((path) => !BUILT.includes(path));
    expect(inRepository).toEqual(['package.json', 'LICENSE', 'native']);
    expect(inRepository.filter((path) => !existsSync(root + path) || !ignored.includes(`!${path}`))).toEqual([]);
  });

  test('starts the program that the package has', () => {
    const { bin, engines } = JSON.parse(readText('package.json'));
    expect(dockerfile).toContain(`ENTRYPOINT ["node", "/sagelocal/${bin.sagelocal}"]`);
    expect(engines.node.startsWith('>=20')).toBe(true);
    expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)).toEqual([
      'node:20-bookworm',
      'node:20-bookworm-slim',
    ]);
  });

  test('is given what the build reads, and no more', () => {
    const given = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(given.filter((path) => !existsSync(root + path))).toEqual([]);
    const { scripts } = JSON.parse(readText('package.json'));
    for (const script of [scripts.install, scripts.build]) expect(script).toContain('scripts/');
    expect(scripts.build).toContain('tsconfig.build.json');
  });
});
