"""From what a user names to documents: files, folders, archives, encodings, limits, and whose format it is."""
