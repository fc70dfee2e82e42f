"""The vendor-neutral model of one device: what every vendor parser fills in and every later stage reads."""
