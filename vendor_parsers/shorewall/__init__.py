"""Shorewall and Shorewall6, by their configuration files."""
