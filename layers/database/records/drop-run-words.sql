-- Makes room for what is said of the full runs of another feed.
drop table run_words
