"""Signatures of what leaves this program: the only importer of cryptography."""
