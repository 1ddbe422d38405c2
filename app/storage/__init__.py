"""The decision log: tables, one writer, readers, migrations. No commit outside the writer."""
