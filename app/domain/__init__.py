"""What the product is about: no I/O, no clock, the standard library only."""
