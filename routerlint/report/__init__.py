"""One module per output format, each a function from results to text."""
