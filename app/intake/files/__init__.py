"""Files that are attached to a ticket, by what they hold."""
