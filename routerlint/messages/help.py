"""The texts of the help pages: key -> (English, German)."""

from __future__ import annotations

__all__ = ["HELP"]

HELP: dict[str, tuple[str, str]] = {
    "help-routerlint": (
        "Says what a stranger on the Internet can reach behind a router, from its exported configuration.",
        "Sagt anhand der exportierten Konfiguration, was aus dem Internet hinter einem Router erreichbar ist.",
    ),
    "help-lint": (
        "Judge configurations: what the Internet can reach, why, and what to change.",
        "Konfigurationen beurteilen: was aus dem Internet erreichbar ist, warum, und was zu ändern ist.",
    ),
    "help-exposure": (
        "List everything that is reachable from the Internet.",
        "Alles auflisten, was aus dem Internet erreichbar ist.",
    ),
    "help-trace": (
        "Follow one packet through NAT and filter.",
        "Ein Paket durch NAT und Filter verfolgen.",
    ),
    "help-model": (
        "Print what was understood of a configuration, as JSON without secrets.",
        "Ausgeben, was von einer Konfiguration verstanden wurde, als JSON ohne Geheimnisse.",
    ),
    "help-rules": ("List the rules.", "Die Regeln auflisten."),
    "help-explain": ("Explain a rule.", "Eine Regel erklären."),
    "help-vendors": (
        "List the systems that are read, and how to export from each.",
        "Die lesbaren Systeme auflisten, und wie man aus jedem exportiert.",
    ),
    "help-version": ("Print the version and exit.", "Die Version ausgeben."),
    "help-paths": (
        "Configuration files, folders, backup archives, or - for standard input.",
        "Konfigurationsdateien, Ordner, Sicherungsarchive, oder - für die Standardeingabe.",
    ),
    "help-path": (
        "A configuration file, folder, backup archive, or - for standard input.",
        "Eine Konfigurationsdatei, ein Ordner, ein Sicherungsarchiv, oder - für die Standardeingabe.",
    ),
    "help-vendor": (
        "Whose configuration it is, if that is in doubt (see `routerlint vendors`).",
        "Von welchem System die Konfiguration ist, falls das zweifelhaft ist (siehe `routerlint vendors`).",
    ),
    "help-format": ("How to print the result.", "Wie das Ergebnis ausgegeben wird."),
    "help-output": ("Write the result to this file.", "Das Ergebnis in diese Datei schreiben."),
    "help-lang": ("Language: en or de (default: that of the system).", "Sprache: en oder de (sonst die des Systems)."),
}
