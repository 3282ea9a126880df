import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/data/dataset.js';
import { readAll } from '../../../src/data/read-all.js';
import { type ChannelInput, toChannel } from '../../../src/library/channel-input.js';
import { channel } from '../../../src/training/channels/channel.js';

describe('toChannel', () => {
  it('passes channels and data sets on as they are', () => {
    const file = channel('train.csv');
    expect(toChannel(file, 'train')).toBe(file);
    const data = toChannel([[1, 2]], 'train');
    expect(toChannel(data, 'test')).toBe(data);
  });

  it('reads rows in memory', async () => {
    const data = toChannel([[1, 2], [3, 4]], 'train'); // biome-ignore format: one row a bracket
    if (!('blocks' in data)) throw new Error('expected a data set');
    expect(data.name).toContain('train');
    const { features, labels } = await readAll(data);
    expect(features).toMatchObject({ shape: [2, 2] });
    expect(labels).toBeUndefined();
  });

  it('reads features without labels as bare rows', async () => {
    expect((await readAll(toChannel({ features: [[1], [3]] }, 'train') as Dataset)).labels).toBeUndefined();
  });

  it('reads rows with labels', async () => {
    const data = toChannel({ features: [[1], [3]], labels: [7, 8] }, 'train');
    if (!('blocks' in data)) throw new Error('expected a data set');
    expect(await readAll(data)).toMatchObject({ labelSize: 1, labels: new Float32Array([7, 8]) });
  });

  it.each([
    { name: 'a bare path', input: 'train.csv', code: 'E_CHANNEL' },
    { name: 'labels that are too few', input: { features: [[1], [2]], labels: [1] }, code: 'E_ROWS_RAGGED' },
    { name: 'what are no rows', input: { rows: 3 }, code: 'E_ROWS_TYPE' },
    { name: 'null', input: null, code: 'E_ROWS_TYPE' },
  ])('refuses $name', ({ input, code }) => {
    expect(() => toChannel(input as unknown as ChannelInput, 'train')).toThrow(expect.objectContaining({ code }));
  });
});
