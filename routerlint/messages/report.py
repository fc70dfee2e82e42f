"""The sentences of reports: key -> (English, German). Keys in -one and -many are the singular and plural of one."""

from __future__ import annotations

__all__ = ["REPORT"]

REPORT: dict[str, tuple[str, str]] = {
    # severities, as words before a finding and in counts
    "critical": ("critical", "kritisch"),
    "high": ("high", "hoch"),
    "medium": ("medium", "mittel"),
    "low": ("low", "niedrig"),
    "info": ("info", "Hinweis"),
    # the first line of a device: what an owner wants to know
    "reach-none": ("From the Internet reachable: nothing.", "Aus dem Internet erreichbar: nichts."),
    "reach-none-incomplete": (
        "From the Internet reachable: nothing was found, but the file does not settle everything.",
        "Aus dem Internet erreichbar: nichts gefunden, aber die Datei klärt nicht alles.",
    ),
    "reach-one": ("From the Internet reachable: 1 service", "Aus dem Internet erreichbar: 1 Dienst"),
    "reach-many": ("From the Internet reachable: {count} services", "Aus dem Internet erreichbar: {count} Dienste"),
    "reach-maybe-one": (
        "From the Internet possibly reachable: 1 service",
        "Aus dem Internet möglicherweise erreichbar: 1 Dienst",
    ),
    "reach-maybe-many": (
        "From the Internet possibly reachable: {count} services",
        "Aus dem Internet möglicherweise erreichbar: {count} Dienste",
    ),
    "reach-more-maybe": (", and possibly {count} more", " und möglicherweise {count} weitere"),
    "reach-further": ("{count} more", "{count} weitere"),
    "reach-on": ("{service} on {host}", "{service} auf {host}"),
    "reach-all": ("everything on {host}", "alles auf {host}"),
    "the-router": ("the router", "dem Router"),
    "unknown-service": ("an unknown service", "ein unbekannter Dienst"),
    "reach-capability": (
        "Devices inside can open more by themselves ({kinds}).",
        "Geräte im Innern können selbst weitere Ports öffnen ({kinds}).",
    ),
    "behind-nat": (
        "Its WAN address {address} is not public: what the router before it lets through is not in this file.",
        "Seine WAN-Adresse {address} ist nicht öffentlich: Was der Router davor durchlässt, steht hier nicht.",
    ),
    # a finding
    "possibly": ("possibly", "möglicherweise"),
    "packet": ("Packet: {witness}", "Paket: {witness}"),
    "path": ("How the packet {witness} gets in:", "So kommt das Paket {witness} herein:"),
    "path-plain": ("The lines that let it in:", "Die Zeilen, die es zulassen:"),
    "fix": ("To close it:", "So wird es geschlossen:"),
    "depends": ("Depends on: {reasons}", "Hängt ab von: {reasons}"),
    "also": ("Also {id} {name}: {text}", "Außerdem {id} {name}: {text}"),
    "controls": ("Controls: {controls}", "Vorgaben: {controls}"),
    "documented": (
        "documented: {id} {name} at {place} (need: {need}; approved by {approver} until {expires})",
        "dokumentiert: {id} {name} in {place} (Zweck: {need}; genehmigt von {approver} bis {expires})",
    ),
    # the last lines
    "no-findings": ("No findings.", "Keine Befunde."),
    "findings-one": ("1 finding: {counts}.", "1 Befund: {counts}."),
    "findings-many": ("{count} findings: {counts}.", "{count} Befunde: {counts}."),
    "documented-count": ("Documented by an approval: {count}.", "Durch eine Genehmigung dokumentiert: {count}."),
    "undecided-none": ("Undecided: nothing.", "Offen: nichts."),
    "undecided-count": ("Undecided: {count}.", "Offen: {count}."),
    "undecided-head": ("Undecided, because the file does not settle it:", "Offen, weil die Datei es nicht klärt:"),
    "and-more": ("and {count} more (--format json lists all)", "und {count} weitere (--format json zeigt alle)"),
    "coverage": (
        "Coverage: {understood} of {total} security-relevant statements understood ({share} %).",
        "Abdeckung: {understood} von {total} sicherheitsrelevanten Angaben verstanden ({share} %).",
    ),
    "coverage-none": (
        "Coverage: the parser states nothing about it.",
        "Abdeckung: Der Parser sagt dazu nichts.",
    ),
    "unread-head": ("Not understood:", "Nicht verstanden:"),
    "judged-one": ("Judged: 1 device.", "Beurteilt: 1 Gerät."),
    "judged-many": ("Judged: {count} devices.", "Beurteilt: {count} Geräte."),
    "skipped-one": (
        "Left out: 1 file that is no configuration ({names}).",
        "Ausgelassen: 1 Datei, die keine Konfiguration ist ({names}).",
    ),
    "skipped-many": (
        "Left out: {count} files that are no configuration ({names}).",
        "Ausgelassen: {count} Dateien, die keine Konfiguration sind ({names}).",
    ),
    "outcome": (
        "At or above {level}: {count}. Could not be judged: {failed}.",
        "Ab {level}: {count}. Nicht beurteilbar: {failed}.",
    ),
    "incomplete": (
        "Not complete for {families}: what is not listed is undecided, not closed.",
        "Nicht vollständig für {families}: Was nicht aufgeführt ist, ist offen, nicht geschlossen.",
    ),
    # the table of exposures
    "column-from-outside": ("FROM OUTSIDE", "VON AUSSEN"),
    "column-target": ("LANDS AT", "LANDET BEI"),
    "column-sources": ("WHO", "WER"),
    "column-certainty": ("CERTAIN", "SICHER"),
    "column-line": ("LINE", "ZEILE"),
    "column-rule": ("RULE", "REGEL"),
    "column-name": ("NAME", "NAME"),
    "column-severity": ("SEVERITY", "SCHWERE"),
    "column-title": ("TITLE", "TITEL"),
    "anyone": ("anyone", "jeder"),
    "anyone-except": ("anyone but {sources}", "jeder außer {sources}"),
    "yes": ("yes", "ja"),
    "conditional": ("possibly", "vielleicht"),
    "one-of": ("one of", "eines von"),
    "all-ports": ("all ports", "alle Ports"),
    "nothing-reachable": ("Nothing is reachable from the Internet.", "Aus dem Internet ist nichts erreichbar."),
    "nothing-found": ("Nothing reachable was found.", "Nichts Erreichbares gefunden."),
    "router": ("router", "Router"),
    "no-listener": ("nothing listens", "nichts lauscht"),
    "capabilities-head": ("What devices inside can open:", "Was Geräte im Innern öffnen können:"),
    "default": ("default", "Vorgabe"),
    # systems
    "vendor-forms": ("Reads", "Liest"),
    "vendor-verified": ("Verified against", "Geprüft an"),
    "verified-packets": ("real packets", "echten Paketen"),
    "verified-code": ("the system's code", "dem Code des Systems"),
    "verified-exports": ("real exports", "echten Exporten"),
    "verified-documents": ("documentation", "Dokumentation"),
    "vendor-understands": ("Understands", "Versteht"),
    "vendor-limits": ("Does not understand", "Versteht nicht"),
    "vendor-export": ("How to export", "So wird exportiert"),
    # errors of the program
    "interrupted": ("interrupted", "abgebrochen"),
    "judging": ("judging {name}", "beurteile {name}"),
    "progress": ("{count} inputs judged", "{count} Eingaben beurteilt"),
}
