import { nightlyFeed } from './nightly-feed.ts';

export const asanaProject = nightlyFeed({
  name: 'asana_project',
  title: 'Projects, as Asana has them',
  folder: 'ASANA',
  stem: 'project',
  identity: ['gid'],
});
