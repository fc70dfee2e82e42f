"""ASUS routers: Asuswrt and Asuswrt-Merlin, from a settings file (.CFG) or `nvram show`."""
