import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import { decodeJsonInstances, decodeJsonLines } from '../../src/formats/json/instances.js';
import { hostileFolder as generated, hostileFiles } from '../support/hostile.js';
import { sharedFolder } from '../support/shared.js';

/** `ok`, or the code of the refusal. Anything but a UserError fails the test. */
function outcomeOf(decode: () => unknown): string {
  try {
    decode();
    return 'ok';
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}

const OUTCOMES: Readonly<Record<string, string>> = {
  'good.json': 'ok',
  'sparse-keys.json': 'ok',
  'proto.json': 'ok',
  'dup-key.json': 'ok',
  'big-int.json': 'ok',
  'bom.json': 'E_REQUEST_EMPTY',
  'constructor.json': 'E_REQUEST_EMPTY',
  'deep.json': 'E_REQUEST_DEPTH',
  'strings.json': 'E_REQUEST_VALUE',
  'null.json': 'E_REQUEST_VALUE',
  '1e400.json': 'E_REQUEST_VALUE',
  'ragged.json': 'E_REQUEST_RAGGED',
  'sparse-bad-key.json': 'E_REQUEST_KEY',
  'empty.json': 'E_REQUEST_JSON',
  'single-quotes.json': 'E_REQUEST_JSON',
  'nan.json': 'E_REQUEST_JSON',
};

describe.skipIf(generated === undefined)('generated hostile requests', () => {
  const folder = generated ?? '';
  const rows = hostileFiles('invocations-json');

  test('all rows are known', () => {
    expect(rows.map(({ file }) => file.replace('json/', '')).sort()).toEqual(Object.keys(OUTCOMES).sort());
  });

  test.each(rows)('$file: $expect', ({ file, expect: expected }) => {
    const outcome = outcomeOf(() => decodeJsonInstances(readFileSync(join(folder, file))));
    expect(outcome).toBe(OUTCOMES[file.replace('json/', '')]);
    if (expected !== 'either') expect(outcome === 'ok').toBe(expected === 'ok');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

const suite = sharedFolder('corpora', 'JSONTestSuite', 'test_parsing');

/** Not JSON: told so, or told that it is not UTF-8 or too deep. */
const NOT_JSON = /^E_REQUEST_(JSON|UTF8|DEPTH)$/;
/** JSON, but no request. */
const NO_REQUEST = /^E_REQUEST_(FORM|EMPTY)$/;

describe.skipIf(suite === undefined)('JSONTestSuite', () => {
  const folder = suite ?? '';
  const names = suite === undefined ? [] : readdirSync(folder);
  const beginningWith = (letter: string): string[] => names.filter((name) => name.startsWith(`${letter}_`));
  const decode = (name: string): string => outcomeOf(() => decodeJsonInstances(readFileSync(join(folder, name))));

  test.each(beginningWith('n'))('%s is no JSON', (name) => {
    expect(decode(name)).toMatch(NOT_JSON);
  });

  test.each(beginningWith('y'))('%s is JSON, but no request', (name) => {
    expect(decode(name)).toMatch(NO_REQUEST);
  });

  test.each(beginningWith('i'))('%s is refused one way or the other', (name) => {
    expect(decode(name)).toMatch(/^E_REQUEST_/);
  });

  test.each(names)('%s as JSON Lines', (name) => {
    expect(outcomeOf(() => decodeJsonLines(readFileSync(join(folder, name))))).toMatch(/^E_REQUEST_/);
  });

  test.each(beginningWith('y'))('%s as the value of a feature', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const outcome = outcomeOf(() => decodeJsonInstances(Buffer.from(`{"instances":[{"features":[0, ${text}]}]}`)));
    expect(outcome).toBe(typeof JSON.parse(text) === 'number' ? 'ok' : 'E_REQUEST_VALUE');
  });
});
