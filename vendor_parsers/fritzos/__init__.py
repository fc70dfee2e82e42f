"""FRITZ!OS: the system of the FRITZ!Box (AVM, FRITZ!)."""
