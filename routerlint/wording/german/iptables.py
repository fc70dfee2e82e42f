"""German texts of the parser of Linux iptables."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "iptables-save (with or without -c)": "iptables-save (mit oder ohne -c)",
    "ip6tables-save": "ip6tables-save",
    "both in one file, or as two files in one folder": "beides in einer Datei oder als zwei Dateien in einem Ordner",
    "Rulesets were loaded into a Linux kernel (6.18, iptables 1.8.9) and answered real packets.": "Regelwerke wurden in einen Linux-Kernel geladen (6.18, iptables 1.8.9) und mit echten Paketen geprüft.",
    "the tables raw, mangle, nat, filter and security in the kernel's order": "die Tabellen raw, mangle, nat, filter und security in der Reihenfolge des Kernels",
    "user chains, jump, goto and return": "eigene Ketten, jump, goto und return",
    "DNAT, REDIRECT, NETMAP, port lists, ranges, shifts, negations, interface wildcards": "DNAT, REDIRECT, NETMAP, Portlisten, Bereiche, Verschiebungen, Verneinungen, Platzhalter für Schnittstellen",
    "connection tracking, address types, packet and connection marks": "Verbindungsverfolgung, Adresstypen, Paket- und Verbindungsmarkierungen",
    "rules made by Docker, libvirt, ufw, fail2ban and miniupnpd": "Regeln von Docker, libvirt, ufw, fail2ban und miniupnpd",
    "members of ipsets, host names, time windows and user-space verdicts are not in a dump: answers that rest on them are conditional": "Mitglieder von ipsets, Hostnamen, Zeitfenster und Entscheidungen anderer Programme stehen nicht im Auszug: Antworten, die darauf beruhen, sind bedingt",
    "addresses are those that rules name; services that listen are not in a dump": "Adressen sind die, die Regeln nennen; lauschende Dienste stehen nicht im Auszug",
    "Give the folder with both files.": "Den Ordner mit beiden Dateien angeben.",
    "header of iptables-save": "Kopf von iptables-save",
    "tables and rules of iptables-save": "Tabellen und Regeln von iptables-save",
    "the {name} rules are not in the input ({tool} prints them)": "die {name}-Regeln sind nicht in der Eingabe ({tool} gibt sie aus)",
    "the filter table of {name} is not in the input": "die filter-Tabelle für {name} ist nicht in der Eingabe",
}
