# 2026-09-02 17:20:44 by RouterOS 7.24
# software id = AAAA-0002
#
# model = RB5009UG+S+
# serial number = SAMPLE000002
/interface bridge
add comment="office and servers" name=bridge-lan vlan-filtering=yes
/interface ethernet
set [ find default-name=ether1 ] comment="fibre ONT" name=ether1-ont
/interface pppoe-client
add add-default-route=yes disabled=no interface=vlan7-ont name=pppoe-isp \
    use-peer-dns=yes user=office@example.net
/interface wireguard
add comment="home office" listen-port=51820 mtu=1420 name=wg-home
/interface vlan
add interface=ether1-ont name=vlan7-ont vlan-id=7
add interface=bridge-lan name=vlan10-office vlan-id=10
add interface=bridge-lan name=vlan20-guests vlan-id=20
/interface list
add comment="where the Internet is" name=WAN
add comment="our own rooms" name=LAN
add name=GUESTS
/ip pool
add name=office ranges=192.168.10.100-192.168.10.220
add name=guests ranges=192.168.20.50-192.168.20.250
/ip dhcp-server
add address-pool=office interface=vlan10-office lease-time=8h name=office
add address-pool=guests interface=vlan20-guests lease-time=1h name=guests
/interface bridge port
add bridge=bridge-lan interface=ether2 pvid=10
add bridge=bridge-lan interface=ether3 pvid=10
add bridge=bridge-lan interface=ether4 pvid=10
add bridge=bridge-lan interface=ether5
/ip neighbor discovery-settings
set discover-interface-list=LAN
/interface bridge vlan
add bridge=bridge-lan tagged=bridge-lan,ether5 vlan-ids=10
add bridge=bridge-lan tagged=bridge-lan,ether5 vlan-ids=20
/interface list member
add interface=pppoe-isp list=WAN
add interface=vlan10-office list=LAN
add interface=wg-home list=LAN
add interface=vlan20-guests list=GUESTS
/interface wireguard peers
add allowed-address=10.99.0.2/32 comment="laptop, reception" interface=\
    wg-home name=peer1 public-key=\
    "c2FtcGxlLXB1YmxpYy1rZXktbm90LWEtcmVhbC1vbmU="
/ip address
add address=192.168.10.1/24 interface=vlan10-office network=192.168.10.0
add address=192.168.20.1/24 interface=vlan20-guests network=192.168.20.0
add address=10.99.0.1/24 interface=wg-home network=10.99.0.0
/ip dhcp-server network
add address=192.168.10.0/24 dns-server=192.168.10.1 gateway=192.168.10.1
add address=192.168.20.0/24 dns-server=192.168.20.1 gateway=192.168.20.1
/ip dns
set allow-remote-requests=yes
/ip firewall filter
add action=accept chain=input comment="answers" connection-state=\
    established,related,untracked
add action=drop chain=input comment="broken packets" connection-state=invalid
add action=accept chain=input comment="ping" protocol=icmp
add action=accept chain=input comment="VPN of the home office" dst-port=51820 \
    in-interface-list=WAN protocol=udp
add action=accept chain=input comment="our own rooms" in-interface-list=LAN
add action=accept chain=input comment="name service for guests" dst-port=53 \
    in-interface-list=GUESTS protocol=udp
add action=drop chain=input comment="everything else"
add action=fasttrack-connection chain=forward connection-state=\
    established,related hw-offload=yes
add action=accept chain=forward comment="answers" connection-state=\
    established,related,untracked
add action=drop chain=forward comment="broken packets" connection-state=\
    invalid
add action=accept chain=forward comment="to the Internet" in-interface-list=\
    LAN out-interface-list=WAN
add action=accept chain=forward comment="guests to the Internet" \
    in-interface-list=GUESTS out-interface-list=WAN
add action=accept chain=forward comment="home office to the servers" \
    in-interface=wg-home out-interface=vlan10-office
add action=drop chain=forward comment="everything else"
/ip firewall nat
add action=masquerade chain=srcnat comment="out" out-interface-list=WAN
/ip service
set telnet disabled=yes
set ftp disabled=yes
set www disabled=yes
set api disabled=yes
set api-ssl disabled=yes
set ssh address=192.168.10.0/24
set winbox address=192.168.10.0/24
/ip ssh
set strong-crypto=yes
/ipv6 settings
set disable-ipv6=yes
/system clock
set time-zone-name=Europe/Berlin
/system identity
set name=gw-office
/system ntp client
set enabled=yes
/system ntp client servers
add address=ntp.example.net
/tool bandwidth-server
set enabled=no
/tool mac-server
set allowed-interface-list=none
/tool mac-server mac-winbox
set allowed-interface-list=LAN
