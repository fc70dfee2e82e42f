"""German texts of the parser of DD-WRT."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "backup nvrambak.bin": "Sicherung nvrambak.bin",
    "Rules and their order were read in the firmware's own networking/generic/firewall.c (two states of the public mirror); no backup of a customer's box has been seen.": "Die Regeln und ihre Reihenfolge wurden im Quelltext der Firmware gelesen (networking/generic/firewall.c, zwei Stände der öffentlichen Kopie); eine Sicherung vom Gerät eines Kunden lag nicht vor.",
    "single forwards, ranges, whole hosts (1:1), UPnP mappings kept in the settings, the exposed host": "einzelne Freigaben, Bereiche, ganze Geräte (1:1), in den Einstellungen gespeicherte UPnP-Freigaben, der Exposed Host",
    "remote web interface, SSH and Telnet with their source range; servers that open the WAN": "Weboberfläche aus der Ferne, SSH und Telnet mit ihrem Quellbereich; Server, die sich zum WAN öffnen",
    "firewall off, router mode, access restrictions that act on the way in, IPv6": "ausgeschaltete Firewall, Routermodus, Zugriffsbeschränkungen auf dem Weg nach innen, IPv6",
    "where builds differ (a forward that is switched off), the answer is conditional": "wo sich Builds unterscheiden (eine ausgeschaltete Freigabe), ist die Antwort bedingt",
    "Administration > Backup > Backup": "Administration > Backup > Backup",
    "over SSH or Telnet; remove the passwords before you send it to anyone": "über SSH oder Telnet; vor dem Weitergeben die Passwörter entfernen",
    "{score} settings that only DD-WRT has, such as forward_spec": "{score} Einstellungen, die nur DD-WRT hat, etwa forward_spec",
    "the backup begins with DD-WRT": "die Sicherung beginnt mit DD-WRT",
    "newer builds write a drop for a forward that is switched off, older ones write nothing": "neuere Builds schreiben für eine ausgeschaltete Freigabe eine Sperre, ältere schreiben nichts",
    "some builds write a drop instead of an accept for mappings that are kept in the settings": "manche Builds schreiben für Freigaben, die in den Einstellungen gespeichert sind, eine Sperre statt einer Erlaubnis",
    "forward {fields}": "Freigabe {fields}",
    "the firmware writes the last octet only; with a whole address its rules cannot be loaded": "die Firmware schreibt nur das letzte Oktett; mit einer ganzen Adresse lassen sich ihre Regeln nicht laden",
    "the DMZ host": "der DMZ-Host",
    "the box routes without NAT (wk_mode), so forwards do nothing": "das Gerät leitet ohne NAT weiter (wk_mode), also bewirken Freigaben nichts",
    "it depends on the time, the interface or the content of the connection": "es hängt von der Zeit, der Schnittstelle oder dem Inhalt der Verbindung ab",
    "access restriction {number}": "Zugriffsbeschränkung {number}",
}
