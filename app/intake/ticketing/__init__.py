"""Payloads of ticketing systems: who sent them, and what ticket they tell of."""
