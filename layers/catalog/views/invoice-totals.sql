-- What the invoice lines come to, by the names as they are written; an empty text where a line has none. A line without a
-- date or an amount counts nowhere. It is a plain view: exact, and slow where there are millions of lines.
create or replace view invoice_totals as
select
  date_trunc('month', tran_date::timestamp)::date as month,
  coalesce(brand, '') as brand,
  coalesce(product_line, '') as product_line,
  coalesce(currency, '') as currency,
  sum(amount) as amount,
  count(*) as lines
from ns.invoices
where tran_date is not null and amount is not null
group by 1, 2, 3, 4;

comment on view invoice_totals is
  'Revenue by month of the invoice date, brand, product line and currency. Reads every invoice line: exact, and slow where there are millions.'
