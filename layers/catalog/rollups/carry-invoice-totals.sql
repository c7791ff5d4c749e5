-- Carries the totals of invoice lines on by what changes of the lines: what they come to after it less what they came to
-- before. A line counts as `ns.invoices` shows it. Reads `changing` (id, was_live, is_live, data: null where it stays
-- what is stored), before the records themselves are written.
merge into invoice_totals t
using (
  with moved as (
    select -1 as sign, r.data
    from changing c
    join netsuite_invoices r on r.feed = 'netsuite_invoices' and r.id = c.id
    where c.was_live
    union all
    select 1, c.data
    from changing c
    where c.is_live and c.data is not null
    union all
    select 1, r.data
    from changing c
    join netsuite_invoices r on r.feed = 'netsuite_invoices' and r.id = c.id
    where c.is_live and c.data is null
  ),
  read as (
    select
      sign,
      coalesce(data ->> 'brand', '') collate "C" as brand,
      coalesce(data ->> 'product_line', '') collate "C" as product_line,
      coalesce(data ->> 'currency', '') collate "C" as currency,
      case when data ->> 'type' = 'CustCred' then - sign else sign end * json_value(data,
        '$.amount ? (@.type() == "number" || @ like_regex "^-?[0-9]+([.][0-9]+)?$")'
        returning numeric null on error) as amount,
      json_value(data, '$.tran_date ? (@ like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")' returning date null on error) as day
    from moved
    offset 0
  )
  select
    case when amount is null or day is null then 'infinity' else date_trunc('month', day::timestamp)::date end as month,
    brand,
    product_line,
    currency,
    coalesce(sum(amount), 0) as amount,
    sum(sign) as lines
  from read
  group by 1, 2, 3, 4
  having sum(sign) <> 0 or sum(amount) <> 0
) d
on t.month = d.month and t.brand = d.brand and t.product_line = d.product_line and t.currency = d.currency
when matched and t.lines + d.lines = 0 then delete
when matched then update set amount = t.amount + d.amount, lines = t.lines + d.lines
when not matched then insert values (d.month, d.brand, d.product_line, d.currency, d.amount, d.lines)
