import { Feed } from '#core/feed.ts';
import { entityMembers } from './entity-members.ts';

export const channelNodes = Feed.parse({
  name: 'channel_nodes',
  title: 'The channel tree: deltas by node, or one structure file rewritten as a whole',
  format: 'jsonl',
  files: [
    {
      name: 'ChannelNode',
      scope: 'unit',
      folder: 'CHANNEL',
      stem: 'ChannelNode',
      naming: 'timestamped',
      fullRuns: false,
      extensions: ['.jsonl', '.jsonl.gz'],
    },
    {
      name: 'ChannelStructure',
      scope: 'unit',
      folder: 'CHANNEL',
      stem: 'ChannelStructure',
      suffix: '_001',
      naming: 'snapshot',
      fullRuns: false,
      extensions: ['.jsonl', '.jsonl.gz'],
    },
  ],
  identity: ['EntityId'],
  traits: { entity: 'ChannelNode', members: entityMembers, attributes: 'Attributes' },
  settings: {
    merge: 'patch',
    late: 'fold',
    holdBackSeconds: 120,
    deletionGuard: 0.2,
    rejectShare: 0.1,
    cadenceHours: 24,
  },
});
