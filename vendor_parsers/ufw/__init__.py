"""Linux hosts and routers under ufw, the firewall front end of Ubuntu and Debian."""
