"""What pfSense and OPNsense share: config.xml, and the pf ruleset that both make of it."""
