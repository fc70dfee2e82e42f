"""German texts of what reads pfSense and OPNsense."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "the network of {label}": "das Netz von {label}",
    "its size is known only to the device": "seine Größe kennt nur das Gerät",
    "alias {name}": "Alias {name}",
    "the name {text}": "der Name {text}",
    "its addresses are known only to the device": "seine Adressen kennt nur das Gerät",
    "one of its entries is not readable": "einer seiner Einträge ist nicht lesbar",
    "{PLAIN}, or set {PASSWORD_VARIABLE} to its password.": "{PLAIN}, oder {PASSWORD_VARIABLE} auf ihr Passwort setzen.",
    "{PLAIN}, or install routerlint[crypto] and set {PASSWORD_VARIABLE}.": "{PLAIN}, oder routerlint[crypto] installieren und {PASSWORD_VARIABLE} setzen.",
    "no enabled interface faces the Internet, or the file does not show which": "keine eingeschaltete Schnittstelle führt zum Internet, oder die Datei zeigt nicht, welche",
    "no interface that faces the Internet has an address in the file": "keine Schnittstelle, die zum Internet führt, hat in der Datei eine Adresse",
    "the element {tag} of a rule": "das Element {tag} einer Regel",
    "its meaning is not known": "seine Bedeutung ist nicht bekannt",
    "the gateway {gateway} of a rule": "das Gateway {gateway} einer Regel",
    "what matches is sent to it and not where the routes lead": "was zutrifft, wird dorthin geschickt und nicht, wohin die Routen führen",
    "the name {peer}": "der Name {peer}",
    "the line that the tunnel uses": "die Leitung, die der Tunnel benutzt",
    "a gateway group picks it": "eine Gateway-Gruppe wählt sie",
    "ports that the permission list allows": "die Ports, die die Berechtigungsliste erlaubt",
    "which host of the pool answers": "welches Gerät des Pools antwortet",
    "they take turns": "sie wechseln sich ab",
    "what no rule lets in is blocked": "was keine Regel hereinlässt, wird gesperrt",
    "what has come in is let out": "was hereingekommen ist, wird hinausgelassen",
    'a forward with "pass" is not filtered': "eine Weiterleitung mit „pass“ wird nicht gefiltert",
    "the filter rules": "die Filterregeln",
    "they are not in this input": "sie sind nicht in dieser Eingabe",
    "encrypted backup (---- BEGIN config.xml ----)": "verschlüsselte Sicherung (---- BEGIN config.xml ----)",
    "root element <{product}>": "Wurzelelement <{product}>",
    "backup of the area {root} alone": "Sicherung nur des Bereichs {root}",
    "Export all areas: Diagnostics, Backup & Restore, Backup area: All.": "Alle Bereiche exportieren: Diagnostics, Backup & Restore, Backup area: All.",
    "the tag {tag}": "die Kennzeichnung {tag}",
    "a later rule may set it, and this rule is not final": "eine spätere Regel kann sie setzen, und diese Regel ist nicht endgültig",
    "the section <{tag}> is there more than once, and no device reads such a file as a whole": "der Abschnitt <{tag}> ist mehrfach vorhanden, und kein Gerät liest eine solche Datei als Ganzes",
    "{names} are one bridge: which hosts stand behind the WAN interface is not in the file": "{names} bilden eine Bridge: Welche Geräte hinter der WAN-Schnittstelle stehen, ist nicht in der Datei",
    "the protocol {protocol}": "das Protokoll {protocol}",
    "its number is not known": "seine Nummer ist nicht bekannt",
    "an ICMP type": "ein ICMP-Typ",
}
