"""Event entries in the layouts that people paste and tools write, one layout a file."""
