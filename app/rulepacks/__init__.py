"""YAML becomes rules; every error comes with its file and line."""
