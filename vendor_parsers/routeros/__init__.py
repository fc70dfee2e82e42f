"""MikroTik RouterOS 6 and 7: text exports."""
