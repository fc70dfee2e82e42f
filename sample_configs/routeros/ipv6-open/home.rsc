# 2026-08-19 19:33:10 by RouterOS 7.21.5
# software id = AAAA-0007
#
# model = RBD53iG-5HacD2HnD
# serial number = SAMPLE000007
/interface bridge
add name=bridge
/interface list
add name=WAN
add name=LAN
/ip pool
add name=home ranges=192.168.40.10-192.168.40.250
/ip dhcp-server
add address-pool=home interface=bridge name=home
/interface bridge port
add bridge=bridge interface=ether2
add bridge=bridge interface=ether3
add bridge=bridge interface=ether4
add bridge=bridge interface=ether5
/ip neighbor discovery-settings
set discover-interface-list=LAN
/interface list member
add interface=bridge list=LAN
add interface=ether1 list=WAN
/ip address
add address=192.168.40.1/24 interface=bridge network=192.168.40.0
/ip dhcp-client
add interface=ether1
/ip dhcp-server network
add address=192.168.40.0/24 dns-server=192.168.40.1 gateway=192.168.40.1
/ip dns
set allow-remote-requests=yes
/ip firewall filter
add action=accept chain=input connection-state=established,related,untracked
add action=drop chain=input connection-state=invalid
add action=accept chain=input protocol=icmp
add action=drop chain=input in-interface-list=!LAN
add action=accept chain=forward connection-state=\
    established,related,untracked
add action=drop chain=forward connection-state=invalid
add action=drop chain=forward connection-nat-state=!dstnat connection-state=\
    new in-interface-list=WAN
/ip firewall nat
add action=masquerade chain=srcnat out-interface-list=WAN
/ipv6 address
add address=::1 from-pool=isp interface=bridge
/ipv6 dhcp-client
add add-default-route=yes interface=ether1 pool-name=isp request=prefix
/ipv6 firewall filter
add action=accept chain=input connection-state=established,related,untracked
add action=accept chain=input protocol=icmpv6
add action=drop chain=input in-interface-list=!LAN
/system identity
set name=home-6
