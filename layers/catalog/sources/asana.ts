import type { SourceColumn, SourceView } from '#core/sources/source-view.ts';

const named = (name: string): SourceColumn => ({ name, at: [name], type: 'text' });
const due: SourceColumn = { name: 'due_on', at: ['due_on'], type: 'date' };
const created: SourceColumn = { name: 'created_time', at: ['created_at'], type: 'time' };
const completed: readonly SourceColumn[] = [
  { name: 'completed', at: ['completed'], type: 'boolean' },
  { name: 'completed_at', at: ['completed_at'], type: 'time' },
];

const project: SourceView = {
  ...{ feed: 'asana_project', schema: 'asana_raw', name: 'project', id: 'gid' },
  title: 'Projects, as Asana has them',
  columns: [
    named('name'),
    { name: 'archived', at: ['archived'], type: 'boolean' },
    due,
    { name: 'start_on', at: ['start_on'], type: 'date' },
    ...completed,
    { name: 'owner_gid', at: ['owner', 'gid'], type: 'text' },
    named('permalink_url'),
    created,
  ],
};

const task: SourceView = {
  ...{ feed: 'asana_task', schema: 'asana_raw', name: 'task', id: 'gid' },
  title: 'Tasks, as Asana has them',
  columns: [
    named('name'),
    ...completed,
    due,
    { name: 'project_gids', at: ['projects'], each: 'gid', type: 'links' },
    { name: 'assignee_gid', at: ['assignee', 'gid'], type: 'text' },
    { name: 'parent_gid', at: ['parent', 'gid'], type: 'text' },
    named('permalink_url'),
    created,
  ],
};

export const asanaSources: readonly SourceView[] = [project, task];
