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

test('XGBoost’s row has the long names of the container’s own table', () => {
  const long = [...CONTENT_TYPES.keys()].filter((name) => name.includes('/'));
  expect([...CHANNEL_RULES.xgboost.contentTypes].sort()).toEqual(long.sort());
});
