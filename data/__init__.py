"""What we know and keep: data dictionaries, file reading, tables, queries, the sample school."""
