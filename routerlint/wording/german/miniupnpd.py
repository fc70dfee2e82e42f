"""German texts of the parser of miniupnpd."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "miniupnpd.conf": "miniupnpd.conf",
    "The daemon (2.3.1 and the code of 2.3.11) was asked for mappings, and packets were sent through them.": "Der Dienst (2.3.1 und der Quelltext von 2.3.11) wurde um Freigaben gebeten, und Pakete wurden hindurchgesendet.",
    "which protocols are on and for whom": "welche Protokolle eingeschaltet sind und für wen",
    "the permission list": "die Berechtigungsliste",
    "secure mode, PCP for third parties": "sicherer Modus, PCP für Dritte",
    "a daemon's settings say what clients may open, never what is open now: give the ruleset for that": "die Einstellungen des Dienstes sagen, was Geräte im Netz öffnen dürfen, nie, was gerade offen ist: dafür das Regelwerk angeben",
    "whether an unstated secure_mode is on depends on the version (on since 2.3.4)": "ob ein nicht angegebenes secure_mode gilt, hängt von der Version ab (ab 2.3.4 an)",
    "settings of miniupnpd": "Einstellungen von miniupnpd",
    "name and settings of miniupnpd": "Name und Einstellungen von miniupnpd",
    "the packet filter and its translations are not in this file": "der Paketfilter und seine Umsetzungen sind nicht in dieser Datei",
    "ports {shown} to LAN hosts that its permission list names": "die Ports {shown} zu Geräten im LAN, die seine Berechtigungsliste nennt",
    "ports {shown} and others to LAN hosts that its permission list names": "die Ports {shown} und weitere zu Geräten im LAN, die seine Berechtigungsliste nennt",
    "no port, by its permission list": "keinen Port, laut seiner Berechtigungsliste",
    "what is open now": "was jetzt offen ist",
}
