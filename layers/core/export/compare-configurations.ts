import type { ExportConfiguration } from './configuration.ts';
import {
  configurationLists,
  keyOf,
  naturalKeys,
  orderedWithin,
  withoutId,
  type ConfigurationList,
  type ConfigurationRow,
  type ConfigurationRows,
} from './configuration-rows.ts';
import { canonicalJson } from './hash-configuration.ts';

/** A row as it is and as it shall be; null: there is none. `moved`: it needs another id, to stand where it is wanted. */
export type RowPair = {
  id: number | null;
  before: ConfigurationRow | null;
  after: ConfigurationRow | null;
  moved: boolean;
};

/** Every row there is or shall be: those that shall be in their order, then those that go. */
export type ConfigurationPairs = Record<ConfigurationList, RowPair[]>;

/**
 * Pairs what is there with what is wanted by the natural keys; of several rows with one key the first goes with the
 * first. Ids follow the order of the rows wherever order means something; elsewhere every row keeps its own.
 */
export function pairConfigurations(
  current: ExportConfiguration,
  wanted: ConfigurationRows,
): ConfigurationPairs {
  return Object.fromEntries(
    configurationLists.map((list) => [list, pairRows(list, current[list], wanted[list])]),
  ) as ConfigurationPairs;
}

/** Whether the pair says that something is to be written. */
export function isChange({ before, after, moved }: RowPair): boolean {
  return moved || before === null || after === null || canonicalJson(before) !== canonicalJson(after);
}

function pairRows(
  list: ConfigurationList,
  current: readonly (ConfigurationRow & { id: number })[],
  wanted: readonly ConfigurationRow[] | undefined,
): RowPair[] {
  if (wanted === undefined) {
    return current.map((row) => {
      const same = withoutId(row) as ConfigurationRow;
      return { id: row.id, before: same, after: same, moved: false };
    });
  }
  const waiting = Map.groupBy(current, (row) => keyOf(row, naturalKeys[list]));
  const places = new Map<string, number>();
  const pairs = wanted.map((after): RowPair => {
    const found = waiting.get(keyOf(after, naturalKeys[list]))?.shift();
    const group = keyOf(after, orderedWithin[list]);
    const place = places.get(group) ?? 0;
    const moved = found !== undefined && found.id < place;
    // What is new or moved gets an id after all there are: what follows it in its group has to move, too.
    places.set(group, found === undefined || moved ? Number.POSITIVE_INFINITY : found.id);
    if (found === undefined) return { id: null, before: null, after, moved: false };
    return { id: found.id, before: withoutId(found) as ConfigurationRow, after, moved };
  });
  const gone = [...waiting.values()].flat().toSorted((a, b) => a.id - b.id);
  return [
    ...pairs,
    ...gone.map((row): RowPair => {
      return { id: row.id, before: withoutId(row) as ConfigurationRow, after: null, moved: false };
    }),
  ];
}
