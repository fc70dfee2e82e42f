firewall {
    all-ping enable
    name WAN_IN {
        default-action drop
        rule 10 {
            action accept
            state {
                established enable
                related enable
            }
        }
        rule 20 {
            action drop
            state {
                invalid enable
            }
        }
    }
    name WAN_LOCAL {
        default-action drop
        rule 10 {
            action accept
            state {
                established enable
                related enable
            }
        }
        rule 20 {
            action drop
            state {
                invalid enable
            }
        }
    }
}
interfaces {
    ethernet eth0 {
        address 198.51.100.10/28
        address 2001:db8:0:10::2/64
        description Internet
        duplex auto
        firewall {
            in {
                name WAN_IN
            }
            local {
                name WAN_LOCAL
            }
        }
        speed auto
    }
    ethernet eth1 {
        address 192.168.10.1/24
        address 2001:db8:10::1/64
        description Office
        duplex auto
        speed auto
    }
    loopback lo {
    }
}
port-forward {
    auto-firewall enable
    hairpin-nat enable
    lan-interface eth1
    wan-interface eth0
}
protocols {
    static {
        route6 ::/0 {
            next-hop 2001:db8:0:10::1 {
            }
        }
    }
}
service {
    dns {
        forwarding {
            cache-size 150
            listen-on eth1
        }
    }
    gui {
        http-port 80
        https-port 443
        listen-address 192.168.10.1
    }
    nat {
        rule 5010 {
            description masquerade
            outbound-interface eth0
            type masquerade
        }
    }
    ssh {
        listen-address 192.168.10.1
        port 22
        protocol-version v2
    }
}
system {
    gateway-address 198.51.100.1
    host-name er-office
    login {
        user admin {
            authentication {
                encrypted-password !
            }
            level admin
        }
    }
}

/* Warning: Do not remove the following line. */
/* === vyatta-config-version: "config-management@1:dhcp-server@4:firewall@5:nat@3:system@5:ubnt-pptp@1:ubnt-unms@2:ubnt-util@1:webgui@1:zone-policy@1" === */
/* Release version: v2.0.9.5346345.201028.1647 */
