"""The texts of the help pages: key -> (English, German)."""

from __future__ import annotations

__all__ = ["HELP"]

HELP: dict[str, tuple[str, str]] = {
    "help-routerlint": (
        "Says what a stranger on the Internet can reach behind a router, from its exported configuration.",
        "Sagt anhand der exportierten Konfiguration, was aus dem Internet hinter einem Router erreichbar ist.",
    ),
    "help-lint": (
        "Judge configurations and say what to change.",
        "Konfigurationen beurteilen und sagen, was zu ändern ist.",
    ),
    "help-exposure": (
        "List what is reachable from the Internet.",
        "Auflisten, was aus dem Internet erreichbar ist.",
    ),
    "help-trace": (
        "Follow one packet through NAT and filter.",
        "Ein Paket durch NAT und Filter verfolgen.",
    ),
    "help-model": (
        "Print what was understood, as JSON without secrets.",
        "Ausgeben, was verstanden wurde, als JSON ohne Geheimnisse.",
    ),
    "help-rules": ("List the rules.", "Die Regeln auflisten."),
    "help-explain": ("Explain a rule.", "Eine Regel erklären."),
    "help-controls": (
        "List the controls of standards, and the rules that touch them.",
        "Die Anforderungen der Standards auflisten, und welche Regeln sie berühren.",
    ),
    "help-controls-option": (
        "Report on the controls of these standards: names, separated by commas (see `routerlint controls`).",
        "Über die Anforderungen dieser Standards berichten: Namen, durch Kommas getrennt (siehe `routerlint controls`).",
    ),
    "help-catalogue": ("Show only this standard, such as kbv.", "Nur diesen Standard zeigen, zum Beispiel kbv."),
    "help-vendors": (
        "List the systems that are read, and how to export.",
        "Die lesbaren Systeme, und wie man exportiert.",
    ),
    "help-advisories": (
        "Show what is known about firmware, or take over newer lists: advisories update --from FILE.",
        "Zeigen, was über Firmware bekannt ist, oder neuere Listen übernehmen: advisories update --from DATEI.",
    ),
    "help-advisories-what": (
        "Show only this system, or take over a newer list.",
        "Nur dieses System zeigen, oder eine neuere Liste übernehmen.",
    ),
    "help-advisories-from": (
        "A list of known exploited vulnerabilities by CISA, or of a product by endoflife.date, as JSON.",
        "Die Liste ausgenutzter Schwachstellen der CISA oder die eines Produkts von endoflife.date, als JSON.",
    ),
    "help-advisories-product": (
        "Whose lines the list holds, where it does not say so (its name on endoflife.date).",
        "Wessen Versionen die Liste enthält, wo sie es nicht sagt (der Name bei endoflife.date).",
    ),
    "help-advisories-data": (
        "The folder of newer lists, in place of the user's (see docs/firmware.md).",
        "Der Ordner mit neueren Listen, anstelle des eigenen (siehe docs/firmware.md).",
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
    "help-template": (
        "Read the inputs with your own TTP template (it may run Python; see docs/templates.md).",
        "Die Eingaben mit einer eigenen TTP-Vorlage lesen (sie kann Python ausführen; siehe docs/templates.md).",
    ),
    "help-format": ("How to print the result.", "Wie das Ergebnis ausgegeben wird."),
    "help-output": (
        "Write the result to this file instead of standard output.",
        "Das Ergebnis in diese Datei schreiben statt auf die Standardausgabe.",
    ),
    "help-lang": ("Language (default: that of the system).", "Sprache (sonst die des Systems)."),
    "help-as-of": (
        "The day on which approvals must hold and firmware must be looked after (default: today).",
        "Der Tag, an dem Genehmigungen gelten und Firmware gepflegt sein muss (sonst heute).",
    ),
    "help-select": (
        "Judge by these rules only: ids or names, separated by commas.",
        "Nur nach diesen Regeln beurteilen: Nummern oder Namen, durch Kommas getrennt.",
    ),
    "help-ignore": (
        "Leave these rules out: ids or names, separated by commas.",
        "Diese Regeln auslassen: Nummern oder Namen, durch Kommas getrennt.",
    ),
    "help-rules-dir": (
        "A folder with further rules; may be repeated.",
        "Ein Ordner mit weiteren Regeln; mehrfach möglich.",
    ),
    "help-fail-on": (
        "The lowest severity that makes the exit code 1 (default: medium, or routerlint.toml).",
        "Der niedrigste Schweregrad, der zum Rückgabewert 1 führt (sonst medium, oder laut routerlint.toml).",
    ),
    "help-fail-on-undecided": (
        "Exit with 3 when anything is undecided.",
        "Mit 3 enden, wenn irgendetwas ungeklärt bleibt.",
    ),
    "help-diagnostics": (
        "Print only key names, line states and counts, no values: safe to send to us.",
        "Nur Schlüsselnamen, Zeilenzustände und Anzahlen ausgeben, keine Werte: gefahrlos einzusenden.",
    ),
    "help-rule": ("A rule's id (RL101) or name (smb-exposed).", "Nummer (RL101) oder Name (smb-exposed) einer Regel."),
    "help-vendor-id": ("Show only this system.", "Nur dieses System zeigen."),
    "help-protocol": (
        "The packet's protocol: tcp, udp, icmp, or a number.",
        "Protokoll des Pakets: tcp, udp, icmp oder eine Zahl.",
    ),
    "help-port": ("The port to which it is sent.", "Der Port, an den es geht."),
    "help-source": (
        "Who sends it (default: an address of the Internet).",
        "Wer es sendet (sonst eine Adresse des Internets).",
    ),
    "help-destination": (
        "The address to which it is sent (default: that of the router).",
        "Die Adresse, an die es geht (sonst die des Routers).",
    ),
    "help-family": (
        "The address family, where no address settles it.",
        "Die Adressfamilie, wo keine Adresse sie festlegt.",
    ),
    "help-via": ("The WAN interface by which it comes in.", "Die WAN-Schnittstelle, über die es hereinkommt."),
}
