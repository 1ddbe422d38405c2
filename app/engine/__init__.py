"""Rules and a case become findings, questions and a headline."""
