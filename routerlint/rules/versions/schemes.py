"""Every scheme by its name."""

from __future__ import annotations

from routerlint.rules.versions import community, enterprise, office
from routerlint.rules.versions.version import Scheme, dotted

__all__ = ["SCHEMES"]

SCHEMES: dict[str, Scheme] = {
    "asuswrt": Scheme(read=office.asuswrt),
    "cisco-asa": Scheme(read=enterprise.cisco_asa),
    "cisco-ios-xe": Scheme(read=enterprise.cisco_ios_xe),
    "dotted": Scheme(read=dotted),
    "draytek": Scheme(read=office.draytek),
    "edgeos": Scheme(read=office.edgeos),
    "fortios": Scheme(read=enterprise.fortios),
    "freebsd-package": Scheme(read=community.freebsd_package),
    "fritzos": Scheme(read=office.fritzos),
    "junos": Scheme(read=enterprise.junos),
    "lcos": Scheme(read=office.lcos, order=office.lcos_order),
    "openwrt": Scheme(read=community.openwrt),
    "opnsense": Scheme(read=community.opnsense),
    "pfsense": Scheme(read=community.pfsense),
    "routeros": Scheme(read=community.routeros),
    "sonicos": Scheme(read=enterprise.sonicos),
    "sophos": Scheme(read=enterprise.sophos),
    "tplink": Scheme(read=office.tplink),
    "zyxel-zld": Scheme(read=enterprise.zyxel_zld),
}
