-- From here on what reads the ledger's loads reads those of the past: temporary tables stand first.
alter table past_loads rename to loads
