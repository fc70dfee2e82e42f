"""pfSense: config.xml of Community Edition and Plus."""
