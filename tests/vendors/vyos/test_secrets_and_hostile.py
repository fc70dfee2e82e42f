"""No secret of a VyOS configuration reaches the model, and no odd file does harm; braces and commands say the same."""

from __future__ import annotations

import time

import pytest

from routerlint.errors import InputError
from routerlint.exposure.evaluate import evaluate
from routerlint.report.exposure_json import exposure_document
from routerlint.text.source import Document, SourceFile
from vendor_parsers.vyos.detect import detect
from vendor_parsers.vyos.parser import parse

CANARY = "Canary7Zq"

SECRETS = f"""
set system host-name gw
set system login user vyos authentication encrypted-password '{CANARY}'
set system login user root authentication plaintext-password '{CANARY}'
set system login radius server 192.0.2.9 key '{CANARY}'
set service snmp community {CANARY} authorization ro
set service snmp v3 user u auth encrypted-password '{CANARY}'
set service https api keys id a key '{CANARY}'
set vpn ipsec site-to-site peer 192.0.2.7 authentication pre-shared-secret '{CANARY}'
set vpn l2tp remote-access authentication local-users username u password '{CANARY}'
set vpn sstp authentication radius server 192.0.2.9 key '{CANARY}'
set interfaces wireguard wg0 private-key '{CANARY}'
set interfaces wireguard wg0 port '51820'
set interfaces pppoe pppoe0 authentication password '{CANARY}'
set interfaces wireless wlan0 security wpa passphrase '{CANARY}'
set interfaces ethernet eth1 address '192.168.1.1/24'
set high-availability vrrp group g authentication password '{CANARY}'
set high-availability vrrp group g interface 'eth1'
set high-availability vrrp group g address '192.168.1.3/24'
"""

BRACES = f"""
system {{
    host-name gw
    login {{
        user vyos {{
            authentication {{
                encrypted-password "{CANARY}"
                plaintext-password {CANARY}
            }}
        }}
    }}
}}
service {{
    snmp {{
        community {CANARY} {{
            authorization ro
        }}
    }}
}}
interfaces {{
    wireguard wg0 {{
        private-key {CANARY}
        port 51820
    }}
    pppoe pppoe0 {{
        authentication {{
            password {CANARY}
        }}
    }}
}}
vpn {{
    ipsec {{
        site-to-site {{
            peer 192.0.2.7 {{
                authentication {{
                    pre-shared-secret {CANARY}
                }}
            }}
        }}
    }}
}}
"""


def document(text: str) -> Document:
    return Document(name="gw", files=(SourceFile("config.boot", text),))


@pytest.mark.parametrize("text", [SECRETS, BRACES])
def test_no_secret_reaches_model_or_report(text: str) -> None:
    (device,) = parse(document(text))
    assert CANARY not in repr(device)
    assert CANARY not in repr(exposure_document(evaluate(device)))


COMMANDS = """
set firewall name IN default-action 'drop'
set firewall name IN description 'in "quotes"'
set firewall name IN rule 10 action 'accept'
set firewall name IN rule 10 destination address '192.168.1.5'
set firewall name IN rule 10 destination port '443'
set firewall name IN rule 10 protocol 'tcp'
set interfaces ethernet eth0 address '198.51.100.2/24'
set interfaces ethernet eth0 address '198.51.100.3/24'
set interfaces ethernet eth0 firewall in name 'IN'
set interfaces ethernet eth1 address '192.168.1.1/24'
set interfaces ethernet eth2 disable
set protocols static route 0.0.0.0/0 next-hop 198.51.100.1
set system host-name 'gw'
"""
SAME = r"""
firewall {
    name IN {
        default-action drop
        description "in \"quotes\""
        /* a note
           over two lines { */
        rule 10 {
            action accept
            destination {
                address 192.168.1.5
                port 443
            }
            protocol tcp
        }
    }
}
interfaces {
    ethernet eth0 {
        address 198.51.100.2/24
        address "198.51.100.3/24"
        firewall {
            in {
                name IN
            }
        }
    }
    ethernet eth1 {
        address 192.168.1.1/24
    }
    ethernet eth2 {
        disable
    }
}
protocols {
    static {
        route 0.0.0.0/0 {
            next-hop 198.51.100.1 {
            }
        }
    }
}
system {
    host-name gw
}
"""


def test_both_forms_of_a_configuration_say_the_same() -> None:
    # VyOS user guide, "Command Line Interface": show configuration, and show configuration commands
    rows = [
        [(r.family, r.protocol, r.ports, r.destination, r.target) for r in evaluate(parse(document(text))[0]).exposures]
        for text in (COMMANDS, SAME)
    ]
    assert rows[0] == rows[1] != []
    assert all(parse(document(text))[0].complete.ipv4 for text in (COMMANDS, SAME))


@pytest.mark.parametrize(
    "text",
    [
        SAME.rstrip()[:-1],  # the last brace is missing
        SAME[: len(SAME) // 2],
        SAME + "}\n}\n",
        SAME.replace("host-name gw", 'host-name "gw'),
        SAME.replace("/* a note", "/* a note */\n/* another").replace("{ */", "{"),
        SAME + "a {\n" * 5000,
        SAME.replace("action accept", "action ac\x00cept").replace("}", "}\x00", 1),
        COMMANDS + "set firewall " + "x " * 500 + "\n",
        COMMANDS + "set firewall name IN description 'torn\n",
        COMMANDS + "this is no command\n",
    ],
)
def test_what_is_torn_or_unknown_is_never_complete(text: str) -> None:
    (device,) = parse(document(text))
    assert not device.complete.ipv4
    evaluate(device)


def test_a_deep_or_long_file_is_read_in_a_moment() -> None:
    started = time.process_time()
    parse(document("interfaces {\n" + "a {\n" * 50_000))
    parse(document(SAME + '"' * 100_000 + "\n" + "x " * 100_000 + "\n"))
    parse(document(COMMANDS + "set system host-name '" + "a" * 500_000))
    assert time.process_time() - started < 5


def test_a_file_without_statements_is_refused() -> None:
    with pytest.raises(InputError):
        parse(document("# nothing here\n"))


@pytest.mark.parametrize(
    "text",
    [
        "system {\n    host-name a;\n}\ninterfaces {\n    ge-0/0/0 {\n        unit 0;\n    }\n}\n",  # Junos
        "set system host-name a\nset system login user b\nset interfaces ge-0/0/0 unit 0\nset firewall family inet filter f\n",  # Junos
        "config firewall policy\n set name a\nend\n",
        "hello\n",
        "",
    ],
)
def test_other_files_are_not_taken_for_it(text: str) -> None:
    assert detect(document(text)) is None


def test_both_forms_are_recognised() -> None:
    assert detect(document(COMMANDS)) is not None
    assert detect(document(SAME)) is not None


def test_ten_thousand_rules_take_no_longer_than_they_should() -> None:
    rules = "".join(
        f"set firewall ipv4 forward filter rule {n} action 'accept'\nset firewall ipv4 forward filter rule {n} protocol 'tcp'\n"
        f"set firewall ipv4 forward filter rule {n} destination port '{n}'\n"
        for n in range(1, 10_001)
    )
    started = time.process_time()
    parse(document(COMMANDS + rules))
    assert time.process_time() - started < 6  # a tenth of it on a quiet machine
