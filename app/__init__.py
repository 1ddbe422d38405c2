"""kbdiag: which Knowledge Base article applies to a ticket, why, and what to do about it."""

__version__ = "0.2.0"
