"""Detection, secrets and hostile input."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import InputError
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.huawei.detect import detect
from vendor_parsers.huawei.parser import parse

Box = Callable[..., Device]
Text = Callable[..., str]

CANARY = "cAnArY5ecret"


def document(text: str) -> Document:
    return Document(name="x", files=(SourceFile("x", text),))


def test_an_encrypted_tree_is_named_and_not_judged() -> None:
    # the first bytes of a real one
    data = bytes.fromhex("0712212002000000") + bytes(range(64))
    found = detect(Document(name="x", files=(), binaries={"x": data}))
    assert found is not None
    assert not found.judged
    assert "Decrypt" in found.advice


def test_a_tree_of_another_vendor_is_not_taken() -> None:
    assert detect(document('<InternetGatewayDevice><WANDevice X_OTHER="1"/></InternetGatewayDevice>')) is None


def test_secrets_are_nowhere_in_the_model(text: Text, mapping: Callable[..., str]) -> None:
    tree = text(
        mappings=mapping(),
        dmz='<X_HW_DMZ DMZEnable="1" DMZHostIPAddress="192.168.18.99"/>',
        more=(
            f'<ManagementServer EnableCWMP="1" URL="x" Username="{CANARY}" Password="{CANARY}" ConnectionRequestPassword="{CANARY}"/>'
            '<UserInterface><X_HW_WebUserInfo NumberOfInstances="1"><X_HW_WebUserInfoInstance InstanceID="1" UserName="admin" '
            f'Password="{CANARY}" Enable="1"/></X_HW_WebUserInfo></UserInterface>'
        ),
    ).replace("line-secret", CANARY)
    device = parse(document(tree))[0]
    assert CANARY.encode() not in msgspec.json.encode(device, enc_hook=str)
    one_line = parse(document(tree.replace("\n", "")))[0]
    assert CANARY.encode() not in msgspec.json.encode(one_line, enc_hook=str)
    assert [(account.name, account.password) for account in device.accounts] == [("admin", "set")]


@pytest.mark.parametrize(
    "tree",
    [
        "<InternetGatewayDevice X_HW_>",
        "<InternetGatewayDevice>" * 200,
        "<x><InternetGatewayDevice/></x>",
        '<!DOCTYPE a [<!ENTITY b "c">]><InternetGatewayDevice X_HW_="&b;"/>',
    ],
)
def test_broken_trees_are_refused_in_one_line(tree: str) -> None:
    with pytest.raises(InputError):
        parse(document(tree))


def test_a_tree_that_is_cut_off_is_refused(text: Text) -> None:
    tree = text()
    for share in (0.3, 0.6, 0.9):
        with pytest.raises(InputError):
            parse(document(tree[: int(len(tree) * share)]))


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["PortMappingEnabled", "ExternalPort", "ExternalPortEndRange", "InternalPort", "X_HW_InternalEndPort",
                         "InternalClient", "RemoteHost", "X_HW_RemoteHostRange", "PortMappingProtocol", "X_HW_ExternalIP"]),
        st.text(alphabet="0159.:-/TCPUDx ,", max_size=12),
    ),
    st.dictionaries(
        st.sampled_from(["HTTPWanEnable", "SSHWanEnable", "XWanEnable", "SamBaWanEnable", "HTTPPORT", "SSHPORT"]),
        st.text(alphabet="01259x", max_size=6),
    ),
)  # fmt: skip
def test_odd_parameters_never_break_it(mapping: dict[str, str], acl: dict[str, str]) -> None:
    def written(values: dict[str, str]) -> str:
        return " ".join(f'{name}="{value}"' for name, value in values.items())

    tree = (
        '<InternetGatewayDevice X_HW_="1"><WANDevice><WANDeviceInstance InstanceID="1"><WANConnectionDevice>'
        '<WANConnectionDeviceInstance InstanceID="1"><WANIPConnection><WANIPConnectionInstance InstanceID="1">'
        f"<PortMapping><PortMappingInstance InstanceID='1' {written(mapping)}/></PortMapping></WANIPConnectionInstance>"
        "</WANIPConnection></WANConnectionDeviceInstance></WANConnectionDevice></WANDeviceInstance></WANDevice>"
        f"<X_HW_Security><AclServices X='' {written(acl)}/></X_HW_Security></InternetGatewayDevice>"
    )
    detect(document(tree))
    parse(document(tree))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_never_break_it(data: bytes) -> None:
    given_text = document("<InternetGatewayDevice X_HW_='1'>" + data.decode("utf-8", "replace"))
    detect(given_text)
    detect(Document(name="x", files=(), binaries={"x": data}))
    with pytest.raises(InputError):
        parse(given_text)
