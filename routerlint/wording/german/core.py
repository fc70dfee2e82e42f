"""German texts of the evaluator, the model and the settings of a site."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "the template {name} was named": "die Vorlage {name} wurde genannt",
    "line {line} of the translations cannot be read: it may lead anywhere": "Zeile {line} der Umsetzungen ist nicht lesbar: Sie kann überallhin führen",
    "an entry of the translations cannot be read: it may lead anywhere": "ein Eintrag der Umsetzungen ist nicht lesbar: Er kann überallhin führen",
    "an earlier entry takes every packet that this one is meant for": "ein früherer Eintrag nimmt ihr alle Pakete weg, für die sie gedacht ist",
    "no packet of the Internet reaches this entry": "kein Paket aus dem Internet erreicht sie",
    "the route to the destination": "der Weg zum Ziel",
    "{address} lies behind {name}": "{address} liegt hinter {name}",
    "{address} lies behind an interface that the file does not name": "{address} liegt hinter einer Schnittstelle, die die Datei nicht nennt",
    "the router has the address {address}": "der Router hat die Adresse {address}",
    "it is not in the file": "steht nicht in der Datei",
    "a set of the entry": "eine Menge in dem Eintrag",
    "the file does not settle it": "die Datei klärt es nicht",
    "nothing filters these packets": "nichts filtert diese Pakete",
    "{name} lets through what no rule decides": "{name} lässt durch, was keine Regel entscheidet",
    "entry {position} of {name}": "Eintrag {position} von {name}",
    "what it does cannot be read": "was er bewirkt, ist nicht lesbar",
    "the WAN interface {name} that the site's settings name": "die WAN-Schnittstelle {name}, die in den Einstellungen des Standorts steht",
    "this configuration has no interface of that name, so its own signs decide which one is the WAN": "diese Konfiguration hat keine Schnittstelle dieses Namens; daher entscheiden ihre eigenen Anzeichen, welche die WAN-Schnittstelle ist",
    "any port to any LAN host": "jeden Port zu jedem Gerät im LAN",
    "forward {label!r} of port {port}: whether it is older than the fixed firmware": "Freigabe „{label}“ von Port {port}: ob sie älter ist als die korrigierte Firmware",
    "forward of port {port}: whether it is older than the fixed firmware": "Freigabe von Port {port}: ob sie älter ist als die korrigierte Firmware",
    "ports {low}-{high} of this forward": "die Ports {low}-{high} dieser Freigabe",
    "default: {text}": "Vorgabe: {text}",
    "is not readable: {evidence}": "ist nicht lesbar: {evidence}",
    "a section is missing": "ein Abschnitt fehlt",
    "a thing": "etwas",
    "address {address}": "Adresse {address}",
    "the file does not say whether the router has it": "die Datei sagt nicht, ob der Router sie hat",
    "no packet reaches it": "kein Paket erreicht sie",
}
