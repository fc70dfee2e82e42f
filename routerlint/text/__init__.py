"""What is known of the text of an input: spans, the state of every line, coverage, secrets."""
