"""What a router with NVRAM settings turns to by itself: its name servers, and what the owner's scripts fetch."""

from __future__ import annotations

from routerlint.model.outbound import Outbound
from routerlint.parsing.name_servers import name_servers
from routerlint.parsing.nvram import Nvram

__all__ = ["nvram_name_servers", "nvram_script_fetches"]


def nvram_name_servers(nvram: Nvram, own: tuple[str, ...], told: tuple[str, ...] = ()) -> tuple[Outbound, ...]:
    """Those in NVRAM settings. own: keys with servers of the router, told: with those for its clients."""
    found: list[Outbound] = []
    for key in own:
        found += name_servers((nvram.text(key),), "resolver", nvram.span(key))
    for key in told:
        found += name_servers((nvram.text(key),), "clients-resolver", nvram.span(key))
    return tuple(found)


def nvram_script_fetches(nvram: Nvram, keys: tuple[str, ...]) -> tuple[Outbound, ...]:
    """What the scripts in these settings fetch. Their text stays out of the places: it may hold any secret."""
    found: list[Outbound] = []
    for key in keys:
        script = nvram.text(key)
        if "://" not in script:
            continue
        from routerlint.parsing.fetching import read_shell_fetches  # late: hardly any script fetches something

        for fetch in read_shell_fetches(script):
            found.append(
                Outbound(
                    kind="fetch",
                    name=key,
                    protocol=fetch.protocol,
                    host=fetch.host,
                    path=fetch.path,
                    file=fetch.file,
                    runs=fetch.runs,
                    spans=nvram.span(key, hidden=True),
                )
            )
    return tuple(found)
