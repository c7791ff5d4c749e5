-- Invoice lines with their types. A credit note comes with a positive amount and counts negative. A value that is not of
-- its type is null.
create or replace view ns.invoices as
select
  data ->> 'invoice_id' as invoice_id,
  data ->> 'line' as line,
  data ->> 'tran_id' as tran_id,
  json_value(data, '$.tran_date ? (@ like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")' returning date null on error) as tran_date,
  data ->> 'type' as type,
  data ->> 'currency' as currency,
  data ->> 'customer' as customer,
  data ->> 'item_id' as item_id,
  data ->> 'item_name' as item_name,
  data ->> 'brand' as brand,
  data ->> 'product_line' as product_line,
  json_value(data, '$.quantity ? (@.type() == "number" || @ like_regex "^-?[0-9]+([.][0-9]+)?$")'
    returning numeric null on error) as quantity,
  case when data ->> 'type' = 'CustCred' then -1 else 1 end
    * json_value(data, '$.amount ? (@.type() == "number" || @ like_regex "^-?[0-9]+([.][0-9]+)?$")'
      returning numeric null on error) as amount,
  updated_at,
  source_file
from netsuite_invoices
where feed = 'netsuite_invoices' and not deleted;

comment on view ns.invoices is 'Invoice lines, as NetSuite has them; the amount of a credit note is negative'
