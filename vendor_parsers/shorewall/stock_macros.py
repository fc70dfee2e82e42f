"""The macros that Shorewall ships: for which protocols and ports they stand.

Lines are separated by semicolons, columns by blanks. A line that begins with a protocol (name or number) has the
columns protocol, destination ports, source ports; "<" in front of it means from the destination to the source. Any
other line has the columns of a macro file, action first. Source: the files macro.* of Shorewall 5.2.8.
"""

from __future__ import annotations

__all__ = ["STOCK_MACROS"]

STOCK_MACROS = {
    "AMQP": "tcp 5672; udp 5672",
    "A_AllowICMPs": "A_ACCEPT - - icmp fragmentation-needed; A_ACCEPT - - icmp time-exceeded",
    "A_DropDNSrep": "A_DROP - - udp - 53", "A_DropUPnP": "A_DROP - - udp 1900",
    "ActiveDir": (
        "tcp 389; udp 389; tcp 636; tcp 3268; tcp 3269; tcp 88; udp 88; tcp 445; udp 445; tcp 135; tcp "
        "5722; udp 123; tcp 464; udp 464; udp 138; tcp 9389; tcp 2535; udp 2535; udp 137; tcp 139"
    ),
    "Amanda": "udp 10080; tcp 10080", "Apcupsd": "tcp 3551", "Auth": "tcp 113", "BGP": "tcp 179",
    "BitTorrent": "tcp 6881:6889; udp 6881", "BitTorrent32": "tcp 6881:6999; udp 6881", "Bitcoin": "tcp 8333",
    "BitcoinRPC": "tcp 8332", "BitcoinRegtest": "tcp 18444", "BitcoinTestnet": "tcp 18333",
    "BitcoinTestnetRPC": "tcp 18332", "BitcoinZMQ": "tcp 28332", "CVS": "tcp 2401",
    "Citrix": "tcp 1494; udp 1604; tcp 2598", "Cockpit": "tcp 9090", "DAAP": "tcp 3689; udp 3689", "DCC": "udp 6277",
    "DHCPfwd": "udp 67:68 67:68; < udp 67:68 67:68", "DNS": "udp 53; tcp 53", "Distcc": "tcp 3632",
    "DropUPnP": "DEFAULT DROP; udp 1900", "Edonkey": "tcp 4662; udp 4665", "FTP": "tcp 21", "Finger": "tcp 79",
    "FreeIPA": "DNS; HTTP; HTTPS; Kerberos; Kpasswd; LDAP; LDAPS; NTP",
    "GNUnet": "tcp 2086; udp 2086; tcp 1080; udp 1080", "GRE": "47; < 47", "Git": "tcp 9418",
    "Gnutella": "tcp 6346; udp 6346", "Goto-Meeting": "tcp 8200; HTTP; HTTPS", "HKP": "tcp 11371", "HTTP": "tcp 80",
    "HTTPS": "tcp 443", "ICPV2": "udp 3130", "ICQ": "tcp 5190",
    "ILO": "tcp 3002; tcp 9300; tcp 17988; tcp 17990; HTTP; HTTPS; RDP; SSH; Telnet", "IMAP": "tcp 143",
    "IMAPS": "tcp 993", "IPFS-API": "tcp 5001", "IPFS-gateway": "tcp 8080", "IPFS-swarm": "tcp 4001",
    "IPIP": "94; < 94",
    "IPMI": (
        "tcp 623; udp 623; tcp 3668,3669; tcp 5120,5122,5123; tcp 5900,5901; tcp 7578; tcp 8889; HTTP; "
        "Telnet; SNMP; tcp 3520; tcp 3669; tcp 5124,5126,5127; tcp 7582; HTTPS; SSH"
    ),
    "IPP": "tcp 631", "IPPbrd": "udp 631", "IPPserver": "tcp 631; < udp 631",
    "IPsec": "udp 500 500; 50; < udp 500 500; < 50", "IPsecah": "udp 500 500; 51; < udp 500 500; < 51",
    "IPsecnat": "udp 500; udp 4500; 50; < udp 500; < udp 4500; < 50", "IRC": "tcp 6667",
    "JAP": "tcp 8080; tcp 6544; tcp 6543; HTTPS; SSH", "Jabber": "tcp 5222", "JabberPlain": "Jabber",
    "JabberSecure": "tcp 5223", "Jabberd": "tcp 5269", "Jetdirect": "tcp 9100", "Kerberos": "tcp 88; udp 88",
    "Kpasswd": "tcp 464; udp 464", "L2TP": "udp 1701; < udp 1701", "LDAP": "tcp 389", "LDAPS": "tcp 636",
    "MSA": "tcp 587", "MSNP": "tcp 1863", "MSSQL": "tcp 1433; udp 1434", "Mail": "SMTP; SMTPS; MSA",
    "MongoDB": "tcp 27017", "Munin": "tcp 4949", "MySQL": "tcp 3306", "NFS": "tcp 111; tcp 2049; tcp 20048",
    "NNTP": "tcp 119", "NNTPS": "tcp 563", "NTP": "udp 123", "NTPbi": "NTP; NTP DEST SOURCE",
    "NTPbrd": "udp 123; udp 1024: 123", "ONCRPC": "tcp,udp 111", "OSPF": "89", "OpenVPN": "udp 1194",
    "PCA": "udp 5632; tcp 5631", "POP3": "tcp 110", "POP3S": "tcp 995", "PPtP": "GRE; tcp 1723", "Ping": "icmp 8",
    "PostgreSQL": "tcp 5432", "Printer": "tcp 515", "Puppet": "tcp 8140", "QUIC": "udp 80,443",
    "RDP": "udp 3389; tcp 3389", "RIPbi": "udp 520; < udp 520", "RNDC": "tcp 953", "Razor": "ACCEPT - - tcp 2703",
    "Rdate": "tcp 37", "Redis": "tcp 6379", "RedisCluster": "tcp 16379", "RedisSecure": "tcp 6380",
    "RedisSentinel": "tcp 26379",
    "Rfc1918": (
        "PARAM SOURCE:10.0.0.0/8,172.16.0.0/12,192.168.0.0/16 DEST; "
        "PARAM SOURCE DEST - - - 10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"
    ),
    "Rsync": "tcp 873",
    "Rwhois": "tcp 4321", "SANE": "tcp 6566", "SIP": "udp 5060",
    "SMB": "udp 135,445; udp 137:139; udp 1024: 137; tcp 135,139,445", "SMBBI": "SMB; SMB DEST SOURCE",
    "SMBswat": "tcp 901", "SMTP": "tcp 25", "SMTPS": "tcp 465", "SNMP": "udp 161", "SNMPtrap": "udp 162",
    "SPAMD": "tcp 783", "SSDP": "udp 1900", "SSDPserver": "udp 1900; < udp - 1900", "SSH": "tcp 22", "SVN": "tcp 3690",
    "Sieve": "tcp 4190", "SixXS": "tcp 3874; udp 3740; 41; udp 5072,8374", "Squid": "tcp 3128", "Submission": "MSA",
    "Syslog": "udp 514; tcp 514", "TFTP": "udp 69", "Telnet": "tcp 23", "Telnets": "tcp 992", "Teredo": "udp 3544",
    "Time": "tcp 37", "Tinc": "udp 655; tcp 655", "Tor": "tcp 9001", "TorBrowserBundle": "tcp 9150",
    "TorControl": "tcp 9051", "TorDirectory": "tcp 9030", "TorSocks": "tcp 9050", "Trcrt": "udp 33434:33524; icmp 8",
    "VNC": "tcp 5900:5909", "VNCL": "tcp 5500", "VRRP": "PARAM SOURCE DEST:224.0.0.18 vrrp", "WUDO": "tcp 7680",
    "Web": "HTTP; HTTPS", "Webcache": "tcp 8080", "Webmin": "tcp 10000", "Whois": "tcp 43", "Xymon": "tcp 1984",
    "Zabbix": "tcp 10050; < tcp 10051",
    "mDNS": (
        "PARAM - 224.0.0.251 udp 5353; udp 1024: 5353; PARAM - 224.0.0.251 2; PARAM DEST "
        "SOURCE:224.0.0.251 udp 5353; PARAM DEST SOURCE:224.0.0.251 2"
    ),
    "mDNSbi": (
        "PARAM - 224.0.0.251 udp 5353; udp 1024: 5353; PARAM - 224.0.0.251 2; PARAM DEST "
        "SOURCE:224.0.0.251 udp 5353; < udp 1024: 5353; PARAM DEST SOURCE:224.0.0.251 2"
    ),
}  # fmt: skip
