"""German texts of the parser of firewalld (Fedora, RHEL, openSUSE)."""

from __future__ import annotations

__all__ = ["GERMAN"]

GERMAN: dict[str, str] = {
    "the folder /etc/firewalld, as a tree or an archive, with /usr/lib/firewalld if zones of the distribution are used": "der Ordner /etc/firewalld, als Verzeichnis oder Archiv, dazu /usr/lib/firewalld, wenn Zonen der Distribution benutzt werden",
    "The chains follow firewalld 1.3.3 and were compared with what it loads; the rules themselves are those of iptables and nft, which were answered by a kernel.": "Die Ketten folgen firewalld 1.3.3 und wurden mit dem verglichen, was es lädt; die Regeln selbst sind die von iptables und nft, die ein Kernel beantwortet hat.",
    "zones with targets, services, ports, protocols, ICMP blocks, forward ports, masquerading, rich rules with priorities": "Zonen mit Zielen, Diensten, Ports, Protokollen, ICMP-Sperren, Weiterleitungen, Maskierung, Rich Rules mit Prioritäten",
    "zones by interface and by sender, ipsets, the default zone, policies between zones, direct rules": "Zonen nach Schnittstelle und nach Absender, ipsets, die Standardzone, Richtlinien zwischen Zonen, direkte Regeln",
    "rules that were added without --permanent, and those of Docker and other programs: nft list ruleset shows them": "Regeln, die ohne --permanent ergänzt wurden, und die von Docker und anderen Programmen: nft list ruleset zeigt sie",
    "whether the service runs": "ob der Dienst läuft",
    "{name} puts an interface that it does not name in the zone {zone}": "{name} ordnet der Zone {zone} eine Schnittstelle zu, ohne sie zu nennen",
    "firewalld lets known and translated connections pass, and stops the rest": "firewalld lässt bekannte und umgesetzte Verbindungen durch und hält den Rest auf",
    "sender {name}": "Absender {name}",
    "settings of firewalld": "Einstellungen von firewalld",
    "zones of firewalld": "Zonen von firewalld",
    "the files of firewalld do not say which programs may add forwards at run time": "die Dateien von firewalld sagen nicht, welche Programme im Betrieb Freigaben ergänzen können",
    "the default zone is public": "die Standardzone ist public",
    "the policy {name} cannot be read": "die Richtlinie {name} ist nicht lesbar",
    "what the zone {name} lets in is not in the input": "was die Zone {name} hereinlässt, ist nicht in der Eingabe",
    "which zone each interface is in may be set by NetworkManager, whose files are not in the input; `firewall-cmd --get-active-zones > active-zones.txt` shows it": "in welcher Zone jede Schnittstelle ist, kann NetworkManager bestimmen, dessen Dateien nicht in der Eingabe sind; `firewall-cmd --get-active-zones > active-zones.txt` zeigt es",
    "firewalld.conf may be that of a version before 1.0, which forwards between zones by other rules": "firewalld.conf kann von einer Version vor 1.0 sein, die zwischen Zonen nach anderen Regeln weiterleitet",
    "direct.xml cannot be read": "direct.xml ist nicht lesbar",
    "the default zone is not in the input (firewalld.conf)": "die Standardzone ist nicht in der Eingabe (firewalld.conf)",
    "interfaces that no zone names": "Schnittstellen, die keine Zone nennt",
    "whether policies of the default zone hold for them depends on the version of firewalld": "ob Richtlinien der Standardzone für sie gelten, hängt von der Version von firewalld ab",
    "the file that defines it is not in the input": "die Datei, die ihn definiert, ist nicht in der Eingabe",
    "a port": "ein Port",
    "a rich rule": "eine Rich Rule",
    "its family or address cannot be read": "ihre Adressfamilie oder Adresse ist nicht lesbar",
    "service {name}": "Dienst {name}",
    "ipset {name}": "ipset {name}",
    "what it holds is not in the input": "was es enthält, ist nicht in der Eingabe",
    "zone {name} as firewalld ships it": "Zone {name}, wie firewalld sie mitbringt",
    "zone {name}": "Zone {name}",
}
