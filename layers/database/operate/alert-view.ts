import type { OpenAlert } from '#core/operate/responses.ts';

/** A row of alerts as pg hands it over. */
export type AlertRow = Omit<OpenAlert, 'raisedAt'> & { raised_at: Date };

export function viewAlert({ raised_at: raisedAt, ...alert }: AlertRow): OpenAlert {
  return { ...alert, raisedAt: raisedAt.toISOString() };
}
