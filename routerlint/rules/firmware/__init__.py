"""What is known about firmware: advisories, known exploited holes, ends of support, and their meaning for a device."""
