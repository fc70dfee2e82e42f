"""DD-WRT, from nvrambak.bin or `nvram show`."""
