import { Feed } from '#core/feed.ts';

type NightlyFacts = {
  name: string;
  title: string;
  /** Below the unit; year and month follow. */
  folder: string;
  stem: string;
  identity: readonly string[];
  /** The member of a record that holds its fields, where they are not the record's own members. */
  fields?: string;
};

/** A feed that a system delivers as a whole every night, in the shape of its API: each line is a whole record. */
export function nightlyFeed({ name, title, folder, stem, identity, fields }: NightlyFacts): Feed {
  return Feed.parse({
    ...{ name, title, identity, format: 'jsonl' },
    files: [
      {
        name: stem,
        scope: 'unit',
        folder: `${folder}/YYYY/MM`,
        stem,
        naming: 'timestamped',
        fullRuns: true,
        extensions: ['.jsonl', '.jsonl.gz'],
      },
    ],
    ...(fields !== undefined && {
      traits: { entity: stem, members: [...identity, 'createdTime', fields], attributes: fields },
    }),
    settings: {
      merge: 'replace',
      late: 'fold',
      holdBackSeconds: 120,
      deletionGuard: 0.2,
      rejectShare: 0.1,
      cadenceHours: 24,
    },
  });
}
