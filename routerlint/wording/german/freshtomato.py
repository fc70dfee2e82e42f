"""German texts of the parser of FreshTomato and other Tomato builds."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "backup .cfg (gzip TCF1, HDR2)": "Sicherung .cfg (gzip TCF1, HDR2)",
    "output of nvram export --set": "Ausgabe von nvram export --set",
    "Rules and their order were read in the firmware's own rc/firewall.c and rc/forward.c (three states of FreshTomato ARM); no backup of a customer's box has been seen.": "Die Regeln und ihre Reihenfolge wurden im Quelltext der Firmware gelesen (rc/firewall.c und rc/forward.c, drei Stände von FreshTomato ARM); eine Sicherung vom Gerät eines Kunden lag nicht vor.",
    "port forwards with lists, ranges and sources; the exposed host with its source list": "Portfreigaben mit Listen, Bereichen und Quellen; der Exposed Host mit seiner Quellenliste",
    "remote web interface and SSH with their source list, on both families": "Weboberfläche aus der Ferne und SSH mit ihrer Quellenliste, für beide Adressfamilien",
    "FTP, SNMP, Samba, web server, BitTorrent, Aria2, PPTP and OpenVPN as far as they open the WAN": "FTP, SNMP, Samba, Webserver, BitTorrent, Aria2, PPTP und OpenVPN, soweit sie sich zum WAN öffnen",
    "up to four WAN lines and sixteen bridges; IPv6 forwards": "bis zu vier WAN-Anschlüsse und sechzehn Bridges; IPv6-Freigaben",
    "remote administration beside a DMZ host differs between builds and is conditional": "Fernverwaltung neben einem DMZ-Host unterscheidet sich je nach Build und ist bedingt",
    "Administration > Configuration > Backup": "Administration > Configuration > Backup",
    "{score} settings that only Tomato has, such as portforward": "{score} Einstellungen, die nur Tomato hat, etwa portforward",
    "with a DMZ host, newer builds accept the translated port and older ones do not": "mit einem DMZ-Host nehmen neuere Builds den umgesetzten Port an, ältere nicht",
    "its ports, protocol or address are not in a form that can be read (a name resolves only on the device)": "ihre Ports, ihr Protokoll oder ihre Adresse haben keine lesbare Form (einen Namen löst nur das Gerät auf)",
    "port forward {fields}": "Portfreigabe {fields}",
    "the Tinc VPN opens a port that its own configuration names": "das Tinc-VPN öffnet einen Port, den seine eigene Konfiguration nennt",
    "ports {low}-{high} to {target}": "die Ports {low}-{high} zu {target}",
    "FreshTomato and other Tomato builds": "FreshTomato und andere Tomato-Builds",
}
