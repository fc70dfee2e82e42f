"""German texts of the parser of Ubiquiti EdgeOS."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "backup .tar.gz": "Sicherung .tar.gz",
    "config.boot": "config.boot",
    "config.boot of a UniFi Security Gateway": "config.boot eines UniFi Security Gateway",
    "Rulesets in the order of live devices were loaded into a Linux kernel and answered real packets.": "Regelsätze in der Reihenfolge echter Geräte wurden in einen Linux-Kernel geladen und mit echten Paketen geprüft.",
    "rulesets per interface and direction, zones, and the order of the device's own hooks": "Regelsätze je Schnittstelle und Richtung, Zonen und die Reihenfolge der eigenen Hooks des Geräts",
    "port-forward with and without auto-firewall, service nat, port lists and ranges, groups": "port-forward mit und ohne auto-firewall, service nat, Portlisten und -bereiche, Gruppen",
    "UPnP (upnp, upnp2), web interface, SSH, Telnet, SNMP, DNS with their listen addresses": "UPnP (upnp, upnp2), Weboberfläche, SSH, Telnet, SNMP, DNS mit ihren Adressen",
    "PPPoE, VLANs, switch, delegated and static IPv6 prefixes, several WAN lines": "PPPoE, VLANs, Switch, zugeteilte und feste IPv6-Präfixe, mehrere WAN-Anschlüsse",
    "time windows and application matches are conditional": "Zeitfenster und Bedingungen nach Anwendung sind bedingt",
    "a table or group of lines that a modify list sets makes forwards conditional": "eine Tabelle oder Leitungsgruppe, die eine modify-Liste setzt, macht Weiterleitungen bedingt",
    "whether the IPsec hook lets IKE in by itself is conditional": "ob der IPsec-Hook IKE selbst hereinlässt, ist bedingt",
    "System > Back Up Config": "System > Back Up Config",
    "The .tar.gz is read as it is.": "Die .tar.gz wird gelesen, wie sie ist.",
    "sections that only EdgeOS has, such as port-forward or service gui": "Abschnitte, die nur EdgeOS hat, etwa port-forward oder service gui",
    "footer vyatta-config-version with Ubiquiti's parts": "Fußzeile vyatta-config-version mit den Teilen von Ubiquiti",
    "the automatic firewall rules for IPsec": "die automatischen Firewall-Regeln für IPsec",
    "what auto-firewall-nat-exclude lets in is not in the file": "was auto-firewall-nat-exclude hereinlässt, steht nicht in der Datei",
}
