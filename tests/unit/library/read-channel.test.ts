import { describe, expect, it } from 'vitest';
import { colsOf, type Dense, rowsOf } from '../../../src/data/dense.js';
import { readChannel } from '../../../src/library/read-channel.js';
import { channel } from '../../../src/training/channels/channel.js';

describe('readChannel', () => {
  it('reads a channel whole, labels apart', async () => {
    const train = channel('fixtures/digits/train.csv', { contentType: 'text/csv;label_size=1' });
    const { features, labels, labelSize } = await readChannel(train);
    expect([rowsOf(features as Dense), colsOf(features as Dense), labelSize]).toEqual([1541, 64, 1]);
    expect(new Set(labels).size).toBe(10);
  });

  it('refuses what training would refuse', async () => {
    await expect(
      readChannel(channel('fixtures/digits/nothing.csv', { contentType: 'text/csv' })),
    ).rejects.toMatchObject({ code: 'E_CHANNEL_NOT_FOUND' });
    await expect(readChannel(channel('fixtures/digits/train.csv', { contentType: 'csv' }))).rejects.toMatchObject({
      code: 'E_CONTENT_TYPE',
    });
  });
});
