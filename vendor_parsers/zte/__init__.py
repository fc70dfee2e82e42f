"""ZTE boxes of providers (ZXHN, ZXV10, F600): the decoded config.xml and its container where it is not encrypted."""
