"""The options of firewall4's sections, and how a section is read by them.

Source: openwrt/firewall4 b6e5157, fw4.uc: parse_options, parse_opt, parse_list and the tables in parse_defaults,
parse_zone, parse_rule, parse_redirect, parse_forwarding, parse_ipset, parse_include. One invalid value skips the whole
section; options that a table does not name are warned about and ignored; "unsupported" options are checked and ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from routerlint.wording import phrase
from vendor_parsers.openwrt import values as v
from vendor_parsers.openwrt.icmp import parse_icmp_type
from vendor_parsers.openwrt.uci import Section

__all__ = [
    "DEFAULTS",
    "FORWARDING",
    "INCLUDE",
    "NETWORK",
    "REDIRECT",
    "RULE",
    "SET",
    "ZONE",
    "ZONE_REF",
    "Invalid",
    "Spec",
    "read_options",
]

Parser = Callable[[str], Any]


# How an option may be written. Plain numbers: they are asked for every option of every rule.
LIST = 1  # a `list`, or one text split at blanks
FLATTEN = 2  # a parser returns several values for one word
NO_INVERT = 4
UNSUPPORTED = 8  # checked and ignored


Options = Mapping[str, tuple[Parser | str, int]]


class Spec(NamedTuple):
    """A table of options: parser and flags by name, and those that must be there."""

    options: Options
    required: tuple[str, ...] = ()


# Parsers that need the zones or the networks of the device are named here and handed in.
ZONE_REF, NETWORK = "zone_ref", "network"


class Invalid(NamedTuple):
    """Why a section is skipped: the option, and a sentence without the value."""

    option: str
    reason: str


_N, _L, _U = 0, LIST, UNSUPPORTED

_WHEN: Options = {
    "utc_time": (v.parse_bool, _N),
    "start_date": (v.parse_date, _N),
    "stop_date": (v.parse_date, _N),
    "start_time": (v.parse_time, _N),
    "stop_time": (v.parse_time, _N),
    "weekdays": (v.parse_weekdays, _N),
    "monthdays": (v.parse_monthdays, _U),
}

_COMMON: Options = {
    "enabled": (v.parse_bool, _N),
    "name": (v.parse_string, _N),
    "_name": (v.parse_string, _U),
    "family": (v.parse_family, _N),
    "extra": (v.parse_string, _U),
    "limit": (v.parse_limit, _N),
    "limit_burst": (v.parse_int, _N),
    "mark": (v.parse_mark, _N),
    "counter": (v.parse_bool, _N),
    "log": (v.parse_string, _N),
    "log_limit": (v.parse_limit, _N),
    "ipset": (v.parse_setmatch, _N),
    "proto": (v.parse_protocol, LIST | FLATTEN),
    "src_mac": (v.parse_mac, _L),
    "target": (v.parse_target, _N),
    "src": (ZONE_REF, _N),
    "dest": (ZONE_REF, _N),
    **_WHEN,
}

RULE = Spec(
    {
        **_COMMON,
        "device": (v.parse_device, NO_INVERT),
        "direction": (v.parse_direction, _N),
        "helper": (v.parse_cthelper, _N),
        "set_helper": (v.parse_cthelper, NO_INVERT),
        "src_ip": (NETWORK, _L),
        "src_port": (v.parse_port, _L),
        "dest_ip": (NETWORK, _L),
        "dest_port": (v.parse_port, _L),
        "icmp_type": (parse_icmp_type, _L),
        "set_mark": (v.parse_mark, NO_INVERT),
        "set_xmark": (v.parse_mark, NO_INVERT),
        "dscp": (v.parse_dscp, _N),
        "set_dscp": (v.parse_dscp, NO_INVERT),
    }
)

REDIRECT = Spec(
    {
        **_COMMON,
        "helper": (v.parse_cthelper, NO_INVERT),
        "src_ip": (NETWORK, _N),
        "src_port": (v.parse_port, _N),
        "src_dip": (NETWORK, _N),
        "src_dport": (v.parse_port, _N),
        "dest_ip": (NETWORK, _N),
        "dest_port": (v.parse_port, _N),
        "reflection": (v.parse_bool, _N),
        "reflection_src": (lambda value: v.prefix_of(value, ("internal", "external")), _N),
        "reflection_zone": (ZONE_REF, _L),
    }
)

FORWARDING = Spec(
    {
        "enabled": (v.parse_bool, _N),
        "name": (v.parse_string, _N),
        "family": (v.parse_family, _N),
        "src": (ZONE_REF, _N),
        "dest": (ZONE_REF, _N),
    },
    ("src", "dest"),
)

_REJECT_CODES = ("tcp-reset", "port-unreachable", "admin-prohibited", "host-unreachable", "no-route")

DEFAULTS = Spec({
    "input": (v.parse_policy, _N),
    "output": (v.parse_policy, _N),
    "forward": (v.parse_policy, _N),
    "tcp_reject_code": (lambda value: v.prefix_of(value, _REJECT_CODES), _N),
    "any_reject_code": (lambda value: v.prefix_of(value, _REJECT_CODES), _N),
    "synflood_rate": (v.parse_limit, _N),
    "synflood_burst": (v.parse_int, _N),
    "tcp_ecn": (v.parse_int, _N),
    "custom_chains": (v.parse_bool, _U),
    "disable_ipv6": (v.parse_bool, _U),
    **dict.fromkeys(("drop_invalid", "syn_flood", "synflood_protect", "tcp_syncookies", "tcp_window_scaling", "accept_redirects", "accept_source_route", "auto_helper", "flow_offloading", "flow_offloading_hw", "auto_includes"), (v.parse_bool, _N)),
})  # fmt: skip

ZONE = Spec(
    {
        "enabled": (v.parse_bool, _N),
        "name": (v.parse_identifier, _N),
        "family": (v.parse_family, _N),
        "network": (v.parse_device, _L),
        "device": (v.parse_device, _L),
        "subnet": (NETWORK, _L),
        "input": (v.parse_policy, _N),
        "output": (v.parse_policy, _N),
        "forward": (v.parse_policy, _N),
        "masq": (v.parse_bool, _N),
        "masq_allow_invalid": (v.parse_bool, _N),
        "masq_src": (NETWORK, _L),
        "masq_dest": (NETWORK, _L),
        "masq6": (v.parse_bool, _N),
        "extra": (v.parse_string, _U),
        "extra_src": (v.parse_string, _U),
        "extra_dest": (v.parse_string, _U),
        "mtu_fix": (v.parse_bool, _N),
        "custom_chains": (v.parse_bool, _U),
        "log": (v.parse_int, _N),
        "log_limit": (v.parse_limit, _N),
        "auto_helper": (v.parse_bool, _N),
        "helper": (v.parse_cthelper, _L),
        "counter": (v.parse_bool, _N),
    },
    ("name",),
)


def _set_column(value: str) -> tuple[str, str] | None:
    """Side and kind of a set's column: "src_net", "dest_port", "mac"."""
    side, found, kind = value.partition("_")
    known = found and side in ("src", "dst", "dest")
    column = v.prefix_of(kind if known else value, ("ip", "port", "mac", "net", "set"))
    return None if column is None else ("src" if not known or side == "src" else "dst", column)


SET = Spec(
    {
        "enabled": (v.parse_bool, _N),
        "reload_set": (v.parse_bool, _N),
        "counters": (v.parse_bool, _N),
        "comment": (v.parse_string, _N),
        "name": (v.parse_identifier, _N),
        "family": (v.parse_family, _N),
        "storage": (v.parse_string, _U),
        "match": (_set_column, _L),
        "iprange": (v.parse_string, _U),
        "portrange": (v.parse_string, _U),
        "netmask": (v.parse_int, _U),
        "maxelem": (v.parse_int, _N),
        "hashsize": (v.parse_int, _U),
        "timeout": (v.parse_int, _N),
        "external": (v.parse_string, _U),
        "entry": (v.parse_string, _L),
        "loadfile": (v.parse_string, _N),
    },
    ("name",),
)

_POSITIONS = tuple(
    f"{place}-{end}" for place in ("ruleset", "table", "chain") for end in ("prepend", "postpend", "append")
)

INCLUDE = Spec(
    {
        "enabled": (v.parse_bool, _N),
        "path": (v.parse_string, _N),
        "type": (lambda value: v.prefix_of(value, ("script", "nftables")), _N),
        "fw4_compatible": (v.parse_bool, _N),
        "family": (v.parse_family, _U),
        "reload": (v.parse_bool, _U),
        "position": (lambda value: v.prefix_of(value, _POSITIONS), _N),
        "chain": (v.parse_identifier, _N),
    },
    ("path",),
)


def read_options(section: Section, spec: Spec, context: Mapping[str, Parser]) -> dict[str, Any] | Invalid:
    """The valid options of a section by name, lists as lists; or why firewall4 skips the section.

    context: the parsers named ZONE_REF and NETWORK.
    """
    found: dict[str, Any] = {}
    table = spec.options
    for key, option in section.options.items():
        known = table.get(key)
        if known is None:
            continue
        parser, flags = known
        if isinstance(parser, str):
            parser = context[parser]
        value = option.value
        if not flags & LIST:
            if not isinstance(value, str):
                return Invalid(key, phrase("option {key} must not be a list", key=key))
            result = parser(value)
            if result is None:
                return Invalid(key, phrase("option {key} has an invalid value", key=key))
            if flags & NO_INVERT and getattr(result, "invert", False):
                return Invalid(key, phrase("option {key} must not be negated", key=key))
        else:
            result = []
            for word in value.split() if isinstance(value, str) else value:
                one = parser(word)
                if one is None:
                    return Invalid(key, phrase("option {key} has an invalid value", key=key))
                if flags & FLATTEN:
                    result.extend(one)
                else:
                    result.append(one)
            if not result:
                continue
        if not flags & UNSUPPORTED:
            found[key] = result
    for key in spec.required:
        if key not in found:
            return Invalid(key, phrase("option {key} is missing", key=key))
    return found
