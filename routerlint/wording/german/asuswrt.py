"""German texts of the parser of ASUS (Asuswrt, Asuswrt-Merlin)."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "settings file Settings_<model>.CFG (HDR1, HDR2)": "Einstellungsdatei Settings_<Modell>.CFG (HDR1, HDR2)",
    "Rules and their order were read in the firmware's own rc/firewall.c (Asuswrt-Merlin 388 and 3004 branches); no export of a customer's box has been seen.": "Die Regeln und ihre Reihenfolge wurden im Quelltext der Firmware gelesen (rc/firewall.c, Asuswrt-Merlin 388 und 3004); ein Export vom Gerät eines Kunden lag nicht vor.",
    "port forwards with lists, ranges, sources and IP protocols; the list of Open NAT; two WAN lines": "Portfreigaben mit Listen, Bereichen, Quellen und IP-Protokollen; die Liste von Open NAT; zwei WAN-Anschlüsse",
    "exposed host and what it takes from the router's own services": "Exposed Host und was er den eigenen Diensten des Routers wegnimmt",
    "remote administration, SSH, FTP, WebDAV, VPN servers, SNMP, TR-069 and print server towards the Internet": "Fernverwaltung, SSH, FTP, WebDAV, VPN-Server, SNMP, TR-069 und Druckserver zum Internet",
    "access restriction; the IPv4 and IPv6 firewall switches; IPv6 pinholes": "Zugriffsbeschränkung; die Schalter der Firewall für IPv4 und IPv6; IPv6-Freigaben",
    "scripts in /jffs/scripts are not in the settings": "Skripte in /jffs/scripts stehen nicht in den Einstellungen",
    "builds before about 382 published plain HTTP administration even with HTTPS support": "Builds vor etwa 382 gaben die unverschlüsselte Verwaltung auch mit HTTPS-Unterstützung frei",
    "Administration > Restore/Save/Upload Setting > Save setting": "Administration > Restore/Save/Upload Setting > Save setting",
    "{score} settings that only Asuswrt has, such as vts_rulelist": "{score} Einstellungen, die nur Asuswrt hat, etwa vts_rulelist",
    "its inside port is not in a form that iptables takes": "ihr innerer Port hat keine Form, die iptables annimmt",
    "its ports or protocol are not in a form that the firmware writes": "ihre Ports oder ihr Protokoll haben keine Form, die die Firmware schreibt",
    "its inside address is not an IPv4 address": "ihre innere Adresse ist keine IPv4-Adresse",
    "IPv6 rule {name}": "IPv6-Regel {name}",
    "port forwarding is switched off (vts_enable_x or wan0_nat_x), so the list does nothing": "die Portweiterleitung ist ausgeschaltet (vts_enable_x oder wan0_nat_x), also bewirkt die Liste nichts",
    "scripts in /jffs/scripts (firewall-start, nat-start) may add rules, and they are not in the settings": "Skripte in /jffs/scripts (firewall-start, nat-start) können Regeln ergänzen und stehen nicht in den Einstellungen",
    "the box does not route (repeater, access point or bridge): what the router before it lets in decides": "das Gerät leitet nicht weiter (Repeater, Access Point oder Bridge): Es entscheidet, was der Router davor hereinlässt",
    "the box does not route, so its settings do not decide what the Internet reaches": "das Gerät leitet nicht weiter; seine Einstellungen entscheiden also nicht, was aus dem Internet erreichbar ist",
    "user scripts": "eigene Skripte des Betreibers",
    "builds before about 382 did, later ones publish HTTPS only": "Builds vor etwa 382 taten das, spätere geben nur HTTPS frei",
    "whether build {build} publishes plain HTTP": "ob Build {build} unverschlüsseltes HTTP freigibt",
    "whether build (not stated) publishes plain HTTP": "ob der Build (nicht angegeben) unverschlüsseltes HTTP freigibt",
    "ports {low}-{high} to any LAN host": "die Ports {low}-{high} zu jedem Gerät im LAN",
    "ports {low}-{high} to the host that asks": "die Ports {low}-{high} zu dem Gerät, das danach fragt",
}
