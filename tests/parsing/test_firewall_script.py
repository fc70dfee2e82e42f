"""Which firewall scripts of an owner can let something in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.parsing.firewall_script import script_effect


@pytest.mark.parametrize(
    "script",
    [
        "",
        "# iptables -F",
        "sleep 10; logger started",
        "WAN=ppp0",
        "iptables -t nat -A POSTROUTING -o ppp0 -j MASQUERADE",
        "iptables -t mangle -A PREROUTING -j DSCP",
        "ip6tables -F",
    ],
)
def test_what_leaves_the_rules_of_ipv4_alone(script: str) -> None:
    assert script_effect(script, "ipv4") == "none"


def test_a_drop_closes() -> None:
    script = "iptables -I INPUT -p tcp --dport 22 -j DROP\nip6tables -I FORWARD -j REJECT"
    assert script_effect(script, "ipv4") == "closes"
    assert script_effect(script, "ipv6") == "closes"


@pytest.mark.parametrize(
    "script",
    [
        "iptables -I FORWARD -j ACCEPT",
        "iptables -F",
        "/usr/sbin/iptables -t nat -I PREROUTING -j DNAT --to 192.168.1.20",
        "sh /jffs/open.sh",
        "then iptables -F INPUT",
        "A=1 iptables -P INPUT ACCEPT",
        "sleep 5 & iptables -F",
        "echo iptables -F | sh",
        "echo `iptables -F`",
        "echo $(iptables -F)",
        "logger x || iptables -F",
        "iptables -D INPUT -j DROP",
        "if true; then iptables -P FORWARD ACCEPT; fi",
        "iptables \\\n -F",
    ],
)
def test_what_may_open(script: str) -> None:
    assert script_effect(script, "ipv4") == "unknown"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["echo", "then", "&", ";", "||", "A=1", "#x", "\n", "sleep 1", "DROP", "-j"]), max_size=12)
)
def test_a_flush_is_never_overlooked(words: list[str]) -> None:
    before = " ".join(words)
    if before.rpartition("\n")[2].count("#"):
        return  # what follows would be a comment
    assert script_effect(f"{before} ; iptables -F", "ipv4") == "unknown"
