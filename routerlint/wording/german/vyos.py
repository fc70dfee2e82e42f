"""German texts of the parser of VyOS."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "which host behind the router gets its packets is not followed": (
        "welches Gerät hinter dem Router seine Pakete bekommt, wird nicht verfolgt"
    ),
    "virtual server {name}: {why}": "virtueller Server {name}: {why}",
    "config.boot (1.2 to 1.5)": "config.boot (1.2 bis 1.5)",
    "show configuration": "show configuration",
    "Rulesets rendered by VyOS' own templates answered real packets; migrated configurations were compared with the old ones.": "Regelwerke aus den Vorlagen von VyOS selbst wurden mit echten Paketen geprüft; umgestellte Konfigurationen wurden mit den alten verglichen.",
    "rulesets on interfaces (1.2, 1.3), base chains and jumps (1.4 and later), zones, with their defaults": "Regelsätze an Schnittstellen (1.2, 1.3), Basisketten und Sprünge (ab 1.4), Zonen, mit ihren Vorgaben",
    "groups of addresses, networks, ports and interfaces, negation, nested groups": "Gruppen von Adressen, Netzen, Ports und Schnittstellen, Verneinung, verschachtelte Gruppen",
    "destination NAT with exclude, redirect, port lists and ranges, static NAT, nat66": "Ziel-NAT mit exclude, redirect, Portlisten und Bereichen, statische NAT, nat66",
    "static and delegated IPv6 prefixes, PPPoE, VLANs, VRRP addresses": "feste und zugeteilte IPv6-Präfixe, PPPoE, VLANs, VRRP-Adressen",
    "time windows, domain groups, countries and packet marks are conditional": "Zeitfenster, Domain-Gruppen, Länder und Paketmarkierungen sind bedingt",
    "a table that policy routing sets makes forwards conditional": "eine Tabelle, die das regelbasierte Routing setzt, macht Weiterleitungen bedingt",
    "VRFs and the bridge firewall are not followed; a line to the Internet in a VRF is never called complete": "VRFs und die Bridge-Firewall werden nicht verfolgt; ein Internetzugang in einer VRF gilt nie als vollständig",
    "Its last lines name the release: keep them.": "Die letzten Zeilen nennen die Version: bitte nicht weglassen.",
    "sections of a VyOS configuration": "Abschnitte einer VyOS-Konfiguration",
    "footer vyos-config-version": "Fußzeile vyos-config-version",
    "footer vyatta-config-version without Ubiquiti's parts": "Fußzeile vyatta-config-version ohne die Teile von Ubiquiti",
    "the container engine makes forwards of its own for them": "die Container-Software legt dafür eigene Weiterleitungen an",
    "published ports of container {word}": "freigegebene Ports des Containers {word}",
    "container {word} publishes ports: {why}": "der Container {word} gibt Ports frei: {why}",
}
