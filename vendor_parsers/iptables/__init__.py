"""Linux routers by their iptables-save and ip6tables-save dumps."""
