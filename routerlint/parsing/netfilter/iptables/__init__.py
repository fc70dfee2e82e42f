"""Rules in the language of iptables and ip6tables: single rules, and whole dumps as iptables-save prints them.

Sources: iptables(8), iptables-extensions(8) and iptables-save(8) of iptables 1.8.9, and packets.
"""
