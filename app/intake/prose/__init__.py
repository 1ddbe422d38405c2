"""Facts out of the sentences of a ticket."""
