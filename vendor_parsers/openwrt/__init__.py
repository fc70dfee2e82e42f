"""OpenWrt and its relatives: UCI configuration, read as firewall4 (or firewall3) and netifd read it."""
