"""Ubiquiti EdgeOS, and the config.boot of a UniFi Security Gateway."""
