"""LANCOM LCOS: scripts (.lcs) and the output of readscript."""
