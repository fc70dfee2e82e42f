"""Linux routers by their nftables rulesets."""
