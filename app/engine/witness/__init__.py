"""Searches for a case that shows something: the smallest one that makes given antecedents come out as wanted."""
