-- What the invoice lines come to, by the names as they are written; an empty text where a line has none. Exact: kept by
-- every transaction that changes a line.
create table invoice_totals (
  month date,
  brand text collate "C",
  product_line text collate "C",
  currency text collate "C",
  amount numeric not null,
  lines bigint not null check (lines > 0),
  primary key (month, brand, product_line, currency)
);

comment on table invoice_totals is
  'Revenue by month of the invoice date, brand, product line and currency, kept by every load; credit notes count negative.';
comment on column invoice_totals.month is
  'The first day of the month. infinity: lines without a valid date or amount, which count in no month; an amount without a date is theirs.';
