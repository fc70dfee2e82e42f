"""bintec BOSS: bintec elmeg routers and the Telekom Digitalisierungsbox Premium, Smart and Standard."""
