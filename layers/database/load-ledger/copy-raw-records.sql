-- Lines as delivered, in PostgreSQL's binary COPY format: nothing in a line needs to be escaped.
copy raw_records (load_id, line, feed, id, op, data, outline) from stdin (format binary)
