"""Pure set algebra for packets: address sets, service sets and the intervals beneath them.

Nothing here knows of routers, files or rules; nothing here imports from the rest of routerlint.
"""
