"""German texts of the parser of ufw (Ubuntu, Debian)."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "the folder /etc/ufw with /etc/default/ufw, as a tree or an archive": "der Ordner /etc/ufw mit /etc/default/ufw, als Verzeichnis oder Archiv",
    "The order of loading follows ufw 0.36; the rules themselves are those of iptables, which were answered by a kernel.": "Die Reihenfolge des Ladens folgt ufw 0.36; die Regeln selbst sind die von iptables, die ein Kernel beantwortet hat.",
    "before, user and after rules of both families, default policies, ENABLED, IPV6": "before-, user- und after-Regeln beider Adressfamilien, Grundregeln, ENABLED, IPV6",
    "port forwards in the nat table of before.rules": "Portfreigaben in der nat-Tabelle von before.rules",
    "limit rules, comments of rules": "limit-Regeln, Kommentare zu Regeln",
    "Docker and other programs load rules beside ufw, which its files do not hold: iptables-save shows them": "Docker und andere Programme laden Regeln neben ufw, die seine Dateien nicht enthalten: iptables-save zeigt sie",
    "scripts before.init and after.init are not followed": "den Skripten before.init und after.init wird nicht gefolgt",
    "chains of ufw": "Ketten von ufw",
    "ufw sets up its chains": "ufw legt seine Ketten an",
    "user{six}.rules is not in the input": "user{six}.rules ist nicht in der Eingabe",
    "ufw stops {direction} packets": "ufw hält Pakete auf ({direction})",
    "the default policy for {direction} is not in the input (etc/default/ufw)": "die Grundregel für {direction} ist nicht in der Eingabe (etc/default/ufw)",
    "{name}{six}.rules is not in the input": "{name}{six}.rules ist nicht in der Eingabe",
    "whether ufw is switched on is not in the input (etc/ufw/ufw.conf)": "ob ufw eingeschaltet ist, steht nicht in der Eingabe (etc/ufw/ufw.conf)",
    "ufw does not say which programs may add forwards at run time": "ufw sagt nicht, welche Programme im Betrieb Freigaben ergänzen können",
    "{name} runs commands of its own": "{name} führt eigene Befehle aus",
}
