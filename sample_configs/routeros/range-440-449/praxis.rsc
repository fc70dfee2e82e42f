# aug/21/2026 08:15:03 by RouterOS 6.49.20
# software id = AAAA-0003
#
# model = RB2011UiAS-2HnD
# serial number = SAMPLE000003
/interface bridge
add name=bridge-praxis
/interface ethernet
set [ find default-name=ether1 ] comment=Glasfaser name=ether1-wan
/interface list
add name=WAN
add name=LAN
/interface wireless security-profiles
set [ find default=yes ] supplicant-identity=MikroTik
/ip pool
add name=praxis ranges=192.168.2.100-192.168.2.199
/ip dhcp-server
add address-pool=praxis disabled=no interface=bridge-praxis name=praxis
/interface bridge port
add bridge=bridge-praxis interface=ether2
add bridge=bridge-praxis interface=ether3
add bridge=bridge-praxis interface=ether4
add bridge=bridge-praxis interface=ether5
/ip neighbor discovery-settings
set discover-interface-list=LAN
/interface list member
add interface=ether1-wan list=WAN
add interface=bridge-praxis list=LAN
/ip address
add address=198.51.100.70/29 interface=ether1-wan network=198.51.100.64
add address=192.168.2.1/24 interface=bridge-praxis network=192.168.2.0
/ip dhcp-server network
add address=192.168.2.0/24 dns-server=192.168.2.1 gateway=192.168.2.1
/ip dns
set allow-remote-requests=yes servers=192.0.2.53
/ip firewall filter
add action=accept chain=input connection-state=established,related,untracked
add action=drop chain=input connection-state=invalid
add action=accept chain=input protocol=icmp
add action=drop chain=input in-interface-list=!LAN
add action=fasttrack-connection chain=forward connection-state=\
    established,related
add action=accept chain=forward connection-state=\
    established,related,untracked
add action=drop chain=forward connection-state=invalid
add action=drop chain=forward comment="nur Weitergeleitetes" \
    connection-nat-state=!dstnat connection-state=new in-interface-list=WAN
/ip firewall nat
add action=masquerade chain=srcnat out-interface-list=WAN
add action=dst-nat chain=dstnat comment="HTTPS Terminbuchung" dst-port=\
    440-449 in-interface-list=WAN protocol=tcp to-addresses=192.168.2.10
/ip route
add distance=1 gateway=198.51.100.65
/ip service
set telnet disabled=yes
set ftp disabled=yes
set www disabled=yes
set api disabled=yes
set api-ssl disabled=yes
/system clock
set time-zone-name=Europe/Berlin
/system identity
set name=praxis-gw
