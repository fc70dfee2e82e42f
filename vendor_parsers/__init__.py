"""One folder per operating system; catalogue.py lists them."""
