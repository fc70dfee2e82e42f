"""firewalld, by its configuration files."""
