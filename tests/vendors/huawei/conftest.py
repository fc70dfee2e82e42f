"""Builds hw_ctree.xml from the parts that a test speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.huawei.parser import parse

Box = Callable[..., Device]

ACL = (
    '<AclServices HTTPLanEnable="1" HTTPWanEnable="0" FTPLanEnable="0" FTPWanEnable="0" TELNETLanEnable="0" '
    'TELNETWanEnable="0" SSHLanEnable="0" SSHWanEnable="0" HTTPPORT="80" FTPPORT="21" TELNETPORT="23" SSHPORT="22"/>'
)


def tree(
    *,
    mappings: str = "",
    dmz: str = '<X_HW_DMZ DMZEnable="0" DMZHostIPAddress="0.0.0.0"/>',
    acl: str = ACL,
    wan: str = "",
    security: str = "",
    more: str = "",
    count: int | None = None,
) -> str:
    """A tree with one routed connection; wan: further parameters of it, which come last and win nothing."""
    number = mappings.count("<PortMappingInstance ") if count is None else count
    return f"""<InternetGatewayDevice DBEncrypt="1">
<X_HW_ProductInfo originalVersion="V500R019C20" currentVersion="V500R019C20SPC120"/>
<LANDevice NumberOfInstances="1">
<LANDeviceInstance InstanceID="1">
<LANHostConfigManagement IPRouters="192.168.18.1">
<IPInterface NumberOfInstances="1">
<IPInterfaceInstance InstanceID="1" Enable="1" IPInterfaceIPAddress="192.168.18.1" IPInterfaceSubnetMask="255.255.255.0"/>
</IPInterface>
</LANHostConfigManagement>
</LANDeviceInstance>
</LANDevice>
<WANDevice NumberOfInstances="1">
<WANDeviceInstance InstanceID="1">
<WANConnectionDevice NumberOfInstances="1">
<WANConnectionDeviceInstance InstanceID="1">
<WANPPPConnection NumberOfInstances="1">
<WANPPPConnectionInstance InstanceID="1" Enable="1" Name="1_INTERNET_R" Username="line@isp.example" Password="$2line-secret$" \
{wan or 'ConnectionType="IP_Routed" NATEnabled="1" X_HW_SERVICELIST="INTERNET" X_HW_IPv4Enable="1" X_HW_IPv6Enable="0"'}>
{dmz}
<PortMapping NumberOfInstances="{number}">
{mappings}
</PortMapping>
</WANPPPConnectionInstance>
</WANPPPConnection>
</WANConnectionDeviceInstance>
</WANConnectionDevice>
</WANDeviceInstance>
</WANDevice>
<X_HW_MainUPnP Enable="0"/>
<X_HW_Security X_HW_FirewallLevel="Custom">
{acl}
{security}
</X_HW_Security>
{more}
</InternetGatewayDevice>
"""


@pytest.fixture
def text() -> Callable[..., str]:
    """The XML itself."""
    return tree


@pytest.fixture
def mapping() -> Callable[..., str]:
    """A PortMappingInstance of one TCP port with the given parameters changed."""

    def one(inner: str = "", **changes: str) -> str:
        values = {
            "InstanceID": "1", "PortMappingEnabled": "1", "RemoteHost": "", "ExternalPort": "443",
            "ExternalPortEndRange": "443", "InternalPort": "443", "PortMappingProtocol": "TCP",
            "InternalClient": "192.168.18.10", "PortMappingDescription": "Web", **changes,
        }  # fmt: skip
        head = " ".join(f'{name}="{value}"' for name, value in values.items())
        return (
            f"<PortMappingInstance {head}>{inner}</PortMappingInstance>" if inner else f"<PortMappingInstance {head}/>"
        )

    return one


@pytest.fixture
def box() -> Box:
    """Makes a device of a tree."""

    def one(**parts: str) -> Device:
        source = SourceFile("hw_ctree.xml", tree(**parts))  # type: ignore[arg-type]  # count is for texts only
        return parse(Document(name="hw_ctree.xml", files=(source,)))[0]

    return one
