import { expect, test } from 'vitest';
import { hostsWithoutObjects } from '../../../src/check/host-shares.js';
import { channel } from '../../../src/training/channels/channel.js';
import { file } from '../cli/support/files.js';

test('hosts that get nothing are counted, where objects are shared out', async () => {
  const path = await file('a.csv', '1\n');
  const sharded = channel(path, { distribution: 'ShardedByS3Key' });
  expect(await hostsWithoutObjects(sharded, 3)).toMatchObject([
    { code: 'W_HOSTS_WITHOUT_OBJECTS', message: expect.stringContaining('of 3 hosts 2 get(s) nothing') },
  ]);
  expect(await hostsWithoutObjects(sharded, 1)).toEqual([]);
  expect(await hostsWithoutObjects(channel(path), 3)).toEqual([]);
  expect(await hostsWithoutObjects({ ...sharded, path: `${path}/gone` }, 3)).toEqual([]);
});
