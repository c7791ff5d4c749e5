import { nightlyFeed } from './nightly-feed.ts';

export const asanaTask = nightlyFeed({
  name: 'asana_task',
  title: 'Tasks, as Asana has them',
  folder: 'ASANA',
  stem: 'task',
  identity: ['gid'],
});
