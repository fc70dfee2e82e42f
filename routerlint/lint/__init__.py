"""One input to its result, as plain functions: what the CLI, a fleet, an editor and a commit hook share."""
