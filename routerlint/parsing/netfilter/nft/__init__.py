"""The language of nft: listings and files as text, and the JSON of `nft -j`; both become the same syntax values.

Sources: nft(8) and libnftables-json(5) of nftables 1.0.6, and packets.
"""
