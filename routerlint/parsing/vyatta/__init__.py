"""VyOS and its relatives: Vyatta's configuration tree, its rulesets, zones and groups."""
