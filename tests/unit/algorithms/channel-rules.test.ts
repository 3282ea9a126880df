import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHANNEL_RULES } from '../../../src/algorithms/channel-rules.js';
import { algorithms } from '../../../src/algorithms/registry.js';
import { CONTENT_TYPES } from '../../../src/formats/dmlc/content-types.js';

test('every algorithm has its row, and reads by it', () => {
  expect(Object.keys(CHANNEL_RULES).sort()).toEqual([...algorithms.keys()].sort());
  for (const [name, { channels }] of algorithms) {
    expect(channels).toBe(CHANNEL_RULES[name as keyof typeof CHANNEL_RULES]);
    expect(channels.contentTypes).toContain(channels.defaultContentType);
  }
});

test('the page about formats has the same table', () => {
  const page = readFileSync(new URL('../../../docs/learn/formats.md', import.meta.url), 'utf8');
  const short = (type: string) => /(?:x-recordio-)?([\w-]+)$/.exec(type)?.[1]?.replace('x-parquet', 'parquet');
  const rows = [...algorithms].map(([name, { channels }]) => [
    name,
    [...channels.required, ...channels.optional].join(', '),
    channels.contentTypes.map(short).sort().join(', '),
    short(channels.defaultContentType),
    (channels.fileModeOnly ?? []).map(short).join(', '),
    Object.entries(channels.distributions ?? {})
      .map((rule) => rule.join(' '))
      .join(', '),
  ]);
  const shown = page
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([name]) => algorithms.has(name ?? ''))
    .map(([name, channels, types = '', ...rest]) => [name, channels, types.split(', ').sort().join(', '), ...rest]);
  expect(shown.sort()).toEqual(rows.sort());
});

test('XGBoost’s row has the long names of the container’s own table', () => {
  const long = [...CONTENT_TYPES.keys()].filter((name) => name.includes('/'));
  expect([...CHANNEL_RULES.xgboost.contentTypes].sort()).toEqual(long.sort());
});
