"""Reports become cases: request bodies, event-log entries in text, descriptions and insertion strings."""
