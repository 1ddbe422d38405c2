"""The field maps that come with the program, one YAML file a system."""
