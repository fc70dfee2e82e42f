"""OPNsense: config.xml with its old and its new (MVC) sections."""
