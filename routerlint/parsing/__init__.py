"""Toolkit for vendor parsers: grammars and model fragments that several vendors share."""
