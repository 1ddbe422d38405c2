"""The HTTP entrance: one noun a file."""
