"""Errors in German. Deep in the program an error is raised in English; here its sentence finds its translation.

A pair is a sentence with {} for what varies, and the same in German, which takes the parts in the same order.
"""

from __future__ import annotations

import re
from functools import cache

from routerlint.messages.file_errors import FILE_PAIRS

__all__ = ["PAIRS", "in_german"]

PAIRS: tuple[tuple[str, str], ...] = (
    # files and folders
    ("does not exist", "existiert nicht"),
    ("may not be read (permission denied)", "darf nicht gelesen werden (keine Berechtigung)"),
    ("may not be read", "darf nicht gelesen werden"),
    ("is a link that leads back to itself", "ist eine Verknüpfung, die auf sich selbst zeigt"),
    (
        "is a link that leads out of the folder, which is not followed",
        "ist eine Verknüpfung, die aus dem Ordner hinausführt; ihr wird nicht gefolgt",
    ),
    ("has a name that is too long", "hat einen zu langen Namen"),
    ("cannot be read ({})", "kann nicht gelesen werden ({})"),
    ("is no file name", "ist kein Dateiname"),
    ("is a folder that leads back to one above it", "ist ein Ordner, der zu einem darüber zurückführt"),
    ("holds no configuration of a known system", "enthält keine Konfiguration eines bekannten Systems"),
    ("is empty", "ist leer"),
    ("is not UTF-8 text", "ist kein Text in UTF-8"),
    ("is larger than {} MB, which is refused", "ist größer als {} MB und wird abgelehnt"),
    ("A configuration export is far smaller.", "Ein Konfigurationsexport ist viel kleiner."),
    ("has a line of more than {} bytes", "hat eine Zeile von mehr als {} Bytes"),
    (
        "No router writes such a line; is it a configuration export?",
        "Kein Router schreibt so eine Zeile; ist das ein Konfigurationsexport?",
    ),
    # formats
    ("is not a configuration of a known system", "ist keine Konfiguration eines bekannten Systems"),
    (
        "is binary (it holds zero bytes) and no known backup",
        "ist binär (enthält Nullbytes) und keine bekannte Sicherung",
    ),
    ("is binary or encrypted, and no known backup", "ist binär oder verschlüsselt und keine bekannte Sicherung"),
    ("is binary and larger than any known backup", "ist binär und größer als jede bekannte Sicherung"),
    (
        "`routerlint vendors` lists what is read and how to export it.",
        "`routerlint vendors` zeigt, was gelesen wird und wie man es exportiert.",
    ),
    ("may be {}", "könnte {} sein"),
    ("Say which, e.g. --vendor {}.", "Welches, sagt zum Beispiel --vendor {}."),
    ("is not readable: {}", "ist nicht lesbar: {}"),
    ("holds no device that can be judged", "enthält kein Gerät, das sich beurteilen lässt"),
    # archives
    ("is a damaged {} file", "ist eine beschädigte {}-Datei"),
    ("is a truncated {} file", "ist eine abgeschnittene {}-Datei"),
    ("Fetch or copy it again.", "Bitte noch einmal holen oder kopieren."),
    ("is packed with {}, which is not read", "ist mit {} gepackt, was nicht gelesen wird"),
    ("Unpack it first.", "Bitte erst auspacken."),
    ("is encrypted", "ist verschlüsselt"),
    ("Unpack it with its password first.", "Bitte erst mit dem Passwort auspacken."),
    ("unpacks to more than {} MB, which is refused", "ist ausgepackt größer als {} MB und wird abgelehnt"),
    (
        "A backup is far smaller; unpack it yourself if you trust it.",
        "Eine Sicherung ist viel kleiner; wer ihr traut, packt sie selbst aus.",
    ),
    ("holds more than {} files, which is refused", "enthält mehr als {} Dateien und wird abgelehnt"),
    ("holds archives more than {} deep, which is refused", "enthält Archive mehr als {} tief und wird abgelehnt"),
    (
        "holds a file that leaves the archive ({}), which is refused",
        "enthält eine Datei, die aus dem Archiv hinausführt ({}), und wird abgelehnt",
    ),
    (
        "holds a link that is not followed ({}), which is refused",
        "enthält eine Verknüpfung, der nicht gefolgt wird ({}), und wird abgelehnt",
    ),
    ("holds a link that is not followed ({})", "enthält eine Verknüpfung, der nicht gefolgt wird ({})"),
    ("holds {}, which is no regular file; refused", "enthält {}, was keine gewöhnliche Datei ist, und wird abgelehnt"),
    ("is closed", "ist geschlossen"),
    # options
    ("a path is empty", "ein Pfad ist leer"),
    ("no vendor is called {}", "kein System heißt {}"),
    ("no rule is left to judge by", "keine Regel bleibt übrig, nach der zu urteilen wäre"),
    ("What is ignored is all that is selected.", "Alles Ausgewählte ist zugleich ausgenommen."),
    ("no rule is called {}", "keine Regel heißt {}"),
    ("no catalogue of controls is called {}", "kein Standard heißt {}"),
    ("no command is called {}", "kein Befehl heißt {}"),
    ("Known: {}.", "Bekannt: {}."),
    ("Did you mean {}?", "Gemeint ist vielleicht {}."),
    ("cannot be written: its folder does not exist", "kann nicht geschrieben werden: Der Ordner existiert nicht"),
    ("cannot be written ({})", "kann nicht geschrieben werden ({})"),
    ("{} is not a date", "{} ist kein Datum"),
    ("{} is not an address", "{} ist keine Adresse"),
    ("Write it as 2026-01-31.", "Bitte so schreiben: 2026-01-31."),
    ("No such option: {}", "Diese Option gibt es nicht: {}"),
    ("Missing argument {}", "Es fehlt das Argument {}"),
    ("Missing command", "Es fehlt der Befehl"),
    ("Missing option {}", "Es fehlt die Option {}"),
    ("Option {} requires an argument", "Die Option {} braucht einen Wert"),
    ("Got unexpected extra argument ({})", "Überzähliges Argument ({})"),
    ("Got unexpected extra arguments ({})", "Überzählige Argumente ({})"),
    ("Invalid value for {}: {} is not one of {}", "Ungültiger Wert für {}: {} ist keines von {}"),
    ("Invalid value for {}: {}", "Ungültiger Wert für {}: {}"),
    ("{} is not a protocol", "{} ist kein Protokoll"),
    ("Use tcp, udp, icmp, gre, esp, ... or a number.", "Möglich sind tcp, udp, icmp, gre, esp, ... oder eine Zahl."),
    ("{} has no ports", "{} hat keine Ports"),
    ("Leave --port out.", "Bitte --port weglassen."),
    ("{} needs --port between 1 and 65535", "{} braucht --port zwischen 1 und 65535"),
    ("{} is no WAN interface here", "{} ist hier keine WAN-Schnittstelle"),
    ("source and destination are of different families", "Quelle und Ziel sind aus verschiedenen Adressfamilien"),
    (
        "this device has no {} addresses in this configuration",
        "dieses Gerät hat in dieser Konfiguration keine {}-Adressen",
    ),
    ("no WAN interface is known in this configuration", "in dieser Konfiguration ist keine WAN-Schnittstelle bekannt"),
    ("Name it in routerlint.toml: {}", "Sie kann in routerlint.toml stehen: {}"),
    (
        "the router has no address on its WAN side in this configuration",
        "der Router hat in dieser Konfiguration keine Adresse auf der WAN-Seite",
    ),
    ("Give --destination.", "Bitte --destination angeben."),
    # advisories
    ("'advisories update' needs a file", "'advisories update' braucht eine Datei"),
    ("Give --from FILE.", "Bitte --from DATEI angeben."),
    ("--from and --product belong to 'advisories update'", "--from und --product gehören zu 'advisories update'"),
    ("no advisories are kept for {}", "für {} sind keine Sicherheitsmeldungen gesammelt"),
    ("no lines are kept for {}", "für {} sind keine Versionsreihen gesammelt"),
    (
        "Name the product of endoflife.date with --product",
        "Nennen Sie das Produkt von endoflife.date mit --product",
    ),
    ("is larger than any such list", "ist größer als jede solche Liste"),
    ("is larger than any file of advisories", "ist größer als jede Datei mit Sicherheitsmeldungen"),
    ("is not a file of advisories", "ist keine Datei mit Sicherheitsmeldungen"),
    (
        "Delete it, and run `routerlint advisories update` again",
        "Löschen Sie sie, und rufen Sie `routerlint advisories update` erneut auf",
    ),
    ("is not JSON", "ist kein JSON"),
    ("is not a list that is known here", "ist keine hier bekannte Liste"),
    (
        "is not CISA's catalogue: an entry lacks its id or its day",
        "ist nicht der Katalog der CISA: einem Eintrag fehlt Nummer oder Tag",
    ),
    (
        "is not CISA's catalogue: it is empty or far too long",
        "ist nicht der Katalog der CISA: leer oder viel zu lang",
    ),
    (
        "was cut short: it announces more entries than it holds",
        "wurde abgeschnitten: sie kündigt mehr Einträge an, als sie enthält",
    ),
    (
        "is not a list of endoflife.date: it holds no lines, or far too many",
        "ist keine Liste von endoflife.date: keine Versionsreihen oder viel zu viele",
    ),
    (
        "is not a list of endoflife.date: no line in it can be read",
        "ist keine Liste von endoflife.date: keine Versionsreihe darin ist lesbar",
    ),
    ("has no day, or one that is yet to come", "hat keinen Tag oder einen künftigen"),
    (
        "Give known_exploited_vulnerabilities.json of CISA or a product's JSON of endoflife.date",
        "Geben Sie known_exploited_vulnerabilities.json der CISA oder das JSON eines Produkts von endoflife.date an",
    ),
    ("cannot be written ({})", "kann nicht geschrieben werden ({})"),
    # bugs
    ("internal error: {} in {}", "interner Fehler: {} in {}"),
    (
        "This is a bug of routerlint; please report this line with the output of `routerlint lint --diagnostics`.",
        "Das ist ein Fehler von routerlint; bitte diese Zeile mit der Ausgabe von `routerlint lint --diagnostics` melden.",
    ),
)


# The end of a sentence that names the right word for a wrong one (rules/nearest.py).
_HINTS = (
    (re.compile(r"(.*); did you mean (.*)\?", re.DOTALL), "{}; gemeint ist vielleicht {}"),
    (re.compile(r"(.*); known are (.*)", re.DOTALL), "{}; bekannt sind {}"),
)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = (*PAIRS, *FILE_PAIRS)
    return tuple(
        (re.compile(re.escape(english).replace(r"\{\}", "(.*)"), re.DOTALL), german) for english, german in pairs
    )


def in_german(text: str) -> str:
    """The German sentence; the text itself where none is known (a vendor's or a rule file's own words)."""
    for pattern, german in _HINTS:
        found = pattern.fullmatch(text)
        if found:
            return german.format(in_german(found[1]), found[2])
    for pattern, german in _patterns():
        found = pattern.fullmatch(text)
        if found:
            return _filled(german, found.groups())
    return text


def _filled(german: str, parts: tuple[str, ...]) -> str:
    """The sentence with its parts in their order; it may hold other braces."""
    first, *rest = german.split("{}")
    return first + "".join(part + piece for part, piece in zip(parts, rest, strict=True))
