"""routerlint: what a stranger on the Internet can reach behind a router, read from its configuration."""
