"""Tomato and FreshTomato, from a backup (.cfg: TCF1 or HDR2), `nvram show` or `nvram export`."""
