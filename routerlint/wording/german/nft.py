"""German texts of the parser of Linux nftables."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "nft list ruleset (with or without -a)": "nft list ruleset (mit oder ohne -a)",
    "nft -j list ruleset": "nft -j list ruleset",
    "files for nft -f, with their includes in one folder": "Dateien für nft -f, mit den eingebundenen Dateien in einem Ordner",
    "Rulesets were loaded into a Linux kernel (6.18, nft 1.0.6) and answered real packets.": "Regelwerke wurden in einen Linux-Kernel geladen (6.18, nft 1.0.6) und mit echten Paketen geprüft.",
    "tables ip, ip6, inet and netdev, base chains of every hook in the order of their priorities": "Tabellen ip, ip6, inet und netdev, Basisketten jedes Hooks in der Reihenfolge ihrer Prioritäten",
    "jump, goto, return, verdict maps, sets, intervals, concatenations, maps of translations": "jump, goto, return, Verdict Maps, Mengen, Intervalle, Verkettungen, Zuordnungen von Umsetzungen",
    "connection tracking, fib, packet and connection marks, notrack, redirect, definitions": "Verbindungsverfolgung, fib, Paket- und Verbindungsmarkierungen, notrack, redirect, Definitionen",
    "rules that iptables, Docker, firewalld and miniupnpd have put into the same kernel": "Regeln, die iptables, Docker, firewalld und miniupnpd in denselben Kernel geladen haben",
    "sets that are filled at run time, time windows and extensions of iptables without arguments are open: answers that rest on them are conditional": "Mengen, die im Betrieb gefüllt werden, Zeitfenster und Erweiterungen von iptables ohne Argumente sind offen: Antworten, die darauf beruhen, sind bedingt",
    "addresses are those that rules name; services that listen are not in a ruleset": "Adressen sind die, die Regeln nennen; lauschende Dienste stehen nicht in einem Regelwerk",
    "tables and base chains of nftables": "Tabellen und Basisketten von nftables",
    "tables of nftables": "Tabellen von nftables",
    "the ruleset says nothing of {name}; if the device speaks it, nothing is filtered": "das Regelwerk sagt nichts über {name}; spricht das Gerät es, wird nichts gefiltert",
    "the ruleset": "das Regelwerk",
    "the ruleset holds no filter for {name}": "das Regelwerk enthält keinen Filter für {name}",
    "a translation": "eine Umsetzung",
}
