"""UniFi gateways: the controller's records as JSON, and its .unf backup."""
