import type pg from 'pg';
import { makeProductLine } from './made-products.ts';

/**
 * Fills an empty unit with products as one file in force would have left them: history, state, totals and events. The
 * file itself is in no bucket; nothing that is measured reads it.
 */
export async function fillHistory(administrator: pg.Client, schema: string, size: number): Promise<void> {
  const statements = [
    `insert into landed_files (bucket, key, version_id, etag, size_bytes, feed, shape, kind, order_key)
     values ('fill', 'fill', 'fill', 'fill', 0, 'products', 'ecommerce', 'delta', '00000000000000000')`,
    `insert into file_processing_events (event_type, source_file, entity_type, landed_file)
     select 'file_complete', key, feed, landed_file from landed_files`,
    `insert into loads (landed_file, feed, order_key, epoch, applied_event)
     select f.landed_file, f.feed, f.order_key, 0, e.id from landed_files f join file_processing_events e using (landed_file)`,
    `insert into raw_records (load_id, line, feed, id, op, data)
     select l.load_id, i + 1, 'products', i::text, 'patch', '${makeProductLine(0, 0)}'::jsonb || jsonb_build_object('EntityId', i)
     from loads l, generate_series(0, ${size - 1}) i`,
    `insert into records (feed, id, data, source_file, load_id, line, hash)
     select feed, id, data, 'fill', load_id, line, hash_record(id, data) from raw_records`,
    `update feed_totals
     set live_records = ${size}, state_hash = (select bit_xor(('x' || encode(hash, 'hex'))::bit(256)) from records)
     where feed = 'products'`,
  ];
  await administrator.query(`set search_path to ${schema}, pg_temp`);
  for (const statement of statements) await administrator.query(statement);
  await administrator.query('analyze records, raw_records');
  await administrator.query('reset search_path');
}
