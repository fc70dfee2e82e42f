# aug/18/2021 14:22:38 by RouterOS 6.48.4
# software id = AAAA-0006
#
# model = RB750Gr3
# serial number = SAMPLE000006
/interface bridge
add name=bridge-lan
/interface ethernet
set [ find default-name=ether1 ] name=ether1-modem
/interface pppoe-client
add add-default-route=yes disabled=no interface=ether1-modem name=pppoe-out1 \
    use-peer-dns=yes user=branch@example.net
/interface list
add name=WAN
add name=LAN
/interface wireless security-profiles
set [ find default=yes ] supplicant-identity=MikroTik
/ip pool
add name=lan ranges=192.168.30.100-192.168.30.200
/ip dhcp-server
add address-pool=lan disabled=no interface=bridge-lan name=lan
/interface bridge port
add bridge=bridge-lan interface=ether2
add bridge=bridge-lan interface=ether3
/interface list member
add comment="from before the PPPoE line" interface=ether1-modem list=WAN
add interface=bridge-lan list=LAN
/ip address
add address=192.168.30.1/24 interface=bridge-lan network=192.168.30.0
/ip dhcp-server network
add address=192.168.30.0/24 dns-server=192.168.30.1 gateway=192.168.30.1
/ip dns
set allow-remote-requests=yes
/ip firewall address-list
add address=203.0.113.32/28 comment="head office" list=support
/ip firewall filter
add action=accept chain=input connection-state=established,related,untracked
add action=accept chain=input comment="WinBox for the head office" dst-port=\
    8291 protocol=tcp src-address-list=support
add action=drop chain=input comment="nothing else from the Internet" \
    in-interface-list=WAN
add action=accept chain=forward connection-state=\
    established,related,untracked
add action=drop chain=forward connection-state=new in-interface-list=WAN
/ip firewall nat
add action=masquerade chain=srcnat out-interface=pppoe-out1
/ip service
set www-ssl disabled=no
set ssh port=2200
/snmp
set contact="" enabled=yes
/snmp community
set [ find default=yes ] addresses=0.0.0.0/0 name=public
/system identity
set name=branch-3
