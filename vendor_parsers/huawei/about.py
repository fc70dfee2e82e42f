"""What users are told about Huawei."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="huawei",
    name=phrase("Huawei boxes of providers (EchoLife, OptiXstar: HG, EG, HN)"),
    forms=phrases(
        "hw_ctree.xml",
    ),
    verified=("exports", "documents"),
    verified_text=(
        phrase(
            "Elements and access switches were read in real trees; the parameters of forwards and the exposed host in the "
            "pages of the firmware, their meaning in TR-098. No real tree with a forward has been seen."
        )
    ),
    understands=phrases(
        "port forwards in both styles, port 0 (everything), the exposed host",
        "HTTP, FTP, Telnet and SSH on the WAN, with the white list; TR-069; UPnP",
        "routed and bridged connections, NAT and IPv6 per connection",
    ),
    limits=phrases(
        "encrypted trees are not opened: decrypt them first",
        "firewall levels, access control entries and WAN access entries make rows conditional: undocumented",
        "the IPv6 firewall is not in the tree: with IPv6 on, nothing is called closed there",
        "routers and switches with VRP (display current-configuration) are another system and not judged",
    ),
    export=(
        ExportWay(
            menu=phrase("System Tools > Configuration File > Download"),
            note=phrase("the file must begin with <InternetGatewayDevice; an encrypted one must be decrypted first"),
        ),
    ),
)
