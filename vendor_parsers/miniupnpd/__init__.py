"""The UPnP, NAT-PMP and PCP daemon miniupnpd by its configuration file."""
