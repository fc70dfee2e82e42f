"""The version as a literal: reading it from package metadata would cost several interpreter starts."""

VERSION = "0.1.0"
