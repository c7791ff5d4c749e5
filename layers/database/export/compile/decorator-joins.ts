import type { RowSource } from '#core/export/row-source.ts';
import { literal } from './literal.ts';

/** The joins that bring a row its decorators: a column `d1`, … for each type that is asked for. */
export class DecoratorJoins {
  private readonly rowSource: RowSource;
  private readonly types: string[] = [];

  constructor(rowSource: RowSource) {
    this.rowSource = rowSource;
  }

  /** The value of a type of decorator on a row `s`. */
  valueOf(type: string): string {
    if (this.rowSource.entities.length === 0) return 'null::text';
    if (!this.types.includes(type)) this.types.push(type);
    return `s.d${this.types.indexOf(type) + 1}`;
  }

  /**
   * A from clause `s` with the values of all types that were asked for until now. Of several entities that a row is of,
   * the first that has a value wins.
   */
  decorate(from: string): string {
    if (this.types.length === 0) return from;
    const { entities } = this.rowSource;
    const aliasOf = (type: number, entity: number): string => `d${type + 1}_${entity + 1}`;
    const values = this.types.map((_, type) => {
      const all = entities.map((__, entity) => `${aliasOf(type, entity)}.value`);
      return `coalesce(${all.join(', ')}) as d${type + 1}`;
    });
    const joins = this.types.flatMap((name, type) =>
      entities.map((each, entity) => joinOf(aliasOf(type, entity), each, name)),
    );
    return `from (\nselect ${['s.*', ...values].join(', ')}\n${[from, ...joins].join('\n')}\n) as s`;
  }
}

/** Several values of one entity stand in the order of their ids. */
function joinOf(alias: string, entity: RowSource['entities'][number], type: string): string {
  return `left join (
  select entity_id, string_agg(decorator_value, '|' order by id) as value
  from decorator_data
  where entity_type = ${literal(entity.type)} and decorator_type = ${literal(type)}
  group by entity_id
) as ${alias} on ${alias}.entity_id = s.${entity.column}`;
}
