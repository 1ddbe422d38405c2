"""A diagnosis becomes the answer object, Markdown and plain text."""
