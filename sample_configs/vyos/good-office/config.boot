firewall {
    ipv4 {
        forward {
            filter {
                default-action "drop"
                rule 10 {
                    action "accept"
                    state "established"
                    state "related"
                }
                rule 20 {
                    action "drop"
                    state "invalid"
                }
                rule 900 {
                    action "accept"
                    description "LAN"
                    inbound-interface {
                        name "eth1"
                    }
                }
            }
        }
        input {
            filter {
                default-action "drop"
                rule 10 {
                    action "accept"
                    state "established"
                    state "related"
                }
                rule 20 {
                    action "drop"
                    state "invalid"
                }
                rule 30 {
                    action "accept"
                    description "VPN"
                    destination {
                        port "51820"
                    }
                    protocol "udp"
                }
                rule 900 {
                    action "accept"
                    description "LAN"
                    inbound-interface {
                        name "eth1"
                    }
                }
            }
        }
    }
    ipv6 {
        forward {
            filter {
                default-action "drop"
                rule 10 {
                    action "accept"
                    state "established"
                    state "related"
                }
                rule 20 {
                    action "drop"
                    state "invalid"
                }
                rule 900 {
                    action "accept"
                    description "LAN"
                    inbound-interface {
                        name "eth1"
                    }
                }
            }
        }
        input {
            filter {
                default-action "drop"
                rule 10 {
                    action "accept"
                    state "established"
                    state "related"
                }
                rule 20 {
                    action "drop"
                    state "invalid"
                }
                rule 30 {
                    action "accept"
                    protocol "ipv6-icmp"
                }
                rule 900 {
                    action "accept"
                    description "LAN"
                    inbound-interface {
                        name "eth1"
                    }
                }
            }
        }
    }
}
interfaces {
    ethernet eth0 {
        address "198.51.100.10/28"
        description "Internet"
    }
    ethernet eth1 {
        address "192.168.10.1/24"
        description "Office"
    }
    wireguard wg0 {
        address "10.77.0.1/24"
        port "51820"
        private-key "example"
    }
    loopback lo {
    }
}
nat {
    source {
        rule 100 {
            outbound-interface {
                name "eth0"
            }
            source {
                address "192.168.10.0/24"
            }
            translation {
                address "masquerade"
            }
        }
    }
}
protocols {
    static {
        route 0.0.0.0/0 {
            next-hop 198.51.100.1 {
            }
        }
    }
}
service {
    dns {
        forwarding {
            allow-from "192.168.10.0/24"
            listen-address "192.168.10.1"
        }
    }
    ntp {
        allow-client {
            address "192.168.0.0/16"
        }
        server time1.example.net {
        }
    }
    ssh {
        listen-address "192.168.10.1"
    }
}
system {
    host-name "gw-office"
    login {
        user admin {
            authentication {
                encrypted-password "!"
            }
        }
    }
}

// Warning: Do not remove the following line.
// vyos-config-version: "bgp@5:conntrack@5:dhcp-server@8:dns-forwarding@4:firewall@15:https@6:interfaces@32:nat@8:ntp@3:ssh@2:system@27"
// Release version: 1.4.0
