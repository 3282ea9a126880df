import type { Warning } from '../data/dataset.js';
import { UserError } from '../errors.js';
import type { Channel } from '../training/channels/channel.js';
import { channelEntries } from '../training/channels/objects/entries.js';

/** Shared out by key among more hosts than there are objects, a channel leaves some hosts with nothing, and their containers fail. */
export async function hostsWithoutObjects(channel: Channel, hostCount: number): Promise<Warning[]> {
  if (channel.distribution !== 'ShardedByS3Key' || hostCount < 2) return [];
  const objects = await countObjects(channel);
  if (objects === undefined || objects >= hostCount) return [];
  const message = `The '${channel.name}' channel is ShardedByS3Key and has ${objects} object(s): of ${hostCount} hosts ${hostCount - objects} get(s) nothing.`;
  return [{ code: 'W_HOSTS_WITHOUT_OBJECTS', message, where: { file: channel.path } }];
}

/** Nothing where it cannot be told: the channel's own report says why. */
async function countObjects(channel: Channel): Promise<number | undefined> {
  try {
    return (await channelEntries(channel)).length;
  } catch (error) {
    if (error instanceof UserError || (error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}
