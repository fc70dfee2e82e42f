"""Expressions of the text form: what a rule looks at, and what it compares it with."""

from __future__ import annotations

from routerlint.parsing.netfilter.nft.syntax import Item, Left, Lookup, Right, VerdictText
from routerlint.parsing.netfilter.nft.tokens import END, Tokens, is_string, unquoted

__all__ = [
    "FIELD_WORDS",
    "begins_field",
    "read_items",
    "read_left",
    "read_lookup",
    "read_operator",
    "read_right",
    "read_verdict",
]

_HEADERS = frozenset((
    "ip", "ip6", "tcp", "udp", "udplite", "sctp", "dccp", "th", "icmp", "icmpv6", "igmp", "ether", "vlan", "arp", "esp",
    "ah", "comp", "gre", "geneve", "gretap", "vxlan", "hbh", "mh", "frag", "dst", "srh",
))  # fmt: skip
# Fields of meta that may stand without the word.
_META = frozenset((
    "iif", "iifname", "iifgroup", "iiftype", "oif", "oifname", "oifgroup", "oiftype", "skuid", "skgid", "nftrace",
    "rtclassid", "ibriport", "obriport", "ibridgename", "obridgename", "ibrname", "obrname", "pkttype", "cpu", "cgroup",
    "mark", "length", "protocol", "l4proto", "nfproto", "day", "hour", "time", "random", "priority", "sdif", "sdifname",
))  # fmt: skip
_OTHER = frozenset(
    ("meta", "ct", "fib", "rt", "socket", "ipsec", "osf", "numgen", "jhash", "symhash", "exthdr", "payload")
)
_RAW = frozenset(("@ll", "@nh", "@th", "@ih"))
_VERDICTS = frozenset(("accept", "drop", "return", "continue", "jump", "goto", "reject", "queue"))
_OPERATORS = frozenset(("==", "!=", "<", ">", "<=", ">=", "eq", "ne", "lt", "gt", "le", "ge"))
_OPERATOR_WORDS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_MOST_PARTS = 16


FIELD_WORDS = _HEADERS | _META | _OTHER


def begins_field(tokens: Tokens) -> bool:
    """Whether an expression that looks at the packet starts here."""
    return tokens.symbol in FIELD_WORDS or tokens.symbol in _RAW


def read_left(tokens: Tokens) -> Left | None:
    """A field, fields joined with dots, a field under a mask; None if this is none."""
    fields: list[str] = []
    while len(fields) < _MOST_PARTS:
        field = _read_field(tokens)
        if field is None:
            return None
        fields.append(field)
        if not tokens.accept("."):
            break
    mask = ""
    if tokens.symbol in ("&", "and"):
        tokens.take()
        mask = _read_mask(tokens)
    return Left(tuple(fields), mask)


def _read_field(tokens: Tokens) -> str | None:
    symbol = tokens.symbol
    if symbol in _RAW and tokens.after() == ",":
        base = tokens.take().lstrip("@")
        return f"raw {base}," + _read_pair(tokens)
    if symbol == "ip" and tokens.after() == "option":
        tokens.take()
        return "exthdr " + _words(tokens, 3)
    if symbol == "tcp" and tokens.after() == "option":
        tokens.take()
        return "tcp option " + _words(tokens, 3).removeprefix("option ")
    if symbol in _HEADERS:
        tokens.take()
        return f"{symbol} {unquoted(tokens.take())}"
    if symbol == "meta":
        tokens.take()
        return f"meta {tokens.take()}"
    if symbol in _META:
        return f"meta {tokens.take()}"
    if symbol in _OTHER:
        tokens.take()
        return _read_other(symbol, tokens)
    return None


def _read_pair(tokens: Tokens) -> str:
    """The offset and length of a raw expression."""
    tokens.accept(",")
    offset = tokens.take()
    tokens.accept(",")
    return f"{offset},{tokens.take()}"


def _words(tokens: Tokens, count: int) -> str:
    words: list[str] = []
    while len(words) < count and not tokens.at_end() and tokens.symbol not in _OPERATORS and tokens.symbol != "{":
        if len(words) > 1 and words[-1] in ("exists", "missing"):
            break
        if tokens.symbol in ("exists", "missing", "set"):
            break
        words.append(tokens.take())
    return " ".join(words)


def _read_other(head: str, tokens: Tokens) -> str:
    match head:
        case "ct":
            key = tokens.take()
            if key in ("original", "reply"):
                key = f"{key} {tokens.take()}"
                if key.endswith((" ip", " ip6")):
                    key = f"{key} {tokens.take()}"
            return f"ct {key}"
        case "fib":
            flags = [tokens.take()]
            while tokens.accept("."):
                flags.append(tokens.take())
            return f"fib {'.'.join(sorted(flags))} {tokens.take()}"
        case "numgen" | "jhash" | "symhash":
            return _read_generator(head, tokens)
        case "ipsec":
            words = [tokens.take()]
            while tokens.symbol in ("spnum", "reqid", "spi", "ip", "ip6", "saddr", "daddr") or tokens.symbol.isdigit():
                words.append(tokens.take())
            return "ipsec " + " ".join(words)
        case "socket":
            words = [tokens.take()]
            if words[0] == "cgroupv2":
                words += [tokens.take(), tokens.take()]
            return "socket " + " ".join(words)
        case _:
            return f"{head} {tokens.take()}"


def _read_generator(head: str, tokens: Tokens) -> str:
    """Numgen inc mod 2 offset 1; jhash ip saddr . tcp sport mod 4 seed 0x1: what it counts does not matter."""
    while not tokens.at_end() and tokens.symbol not in ("map", "vmap", "{") and tokens.symbol not in _OPERATORS:
        if tokens.take() == "mod":
            tokens.take()
            while tokens.symbol in ("offset", "seed"):
                tokens.take()
                tokens.take()
            break
    return head


def _read_mask(tokens: Tokens) -> str:
    if not tokens.accept("("):
        return unquoted(tokens.take())
    words: list[str] = []
    while not tokens.at_end() and not tokens.accept(")"):
        symbol = tokens.take()
        if symbol not in ("|", "or"):
            words.append(symbol)
    return "|".join(words)


def read_operator(tokens: Tokens) -> str:
    """A comparison; "" for the implicit one."""
    symbol = tokens.symbol
    if symbol not in _OPERATORS:
        return ""
    tokens.take()
    return _OPERATOR_WORDS.get(symbol, symbol)


def read_right(tokens: Tokens) -> Right | None:
    """A value, a list with commas, a set, or the name of one; None if nothing of the kind stands here."""
    symbol = tokens.symbol
    if symbol == "{":
        return Right(items=read_items(tokens), braces=True)
    if symbol.startswith("@") and symbol not in _RAW:
        tokens.take()
        return Right(name=symbol[1:])
    if tokens.at_end():
        return None
    items = [Item(_read_parts(tokens))]
    while tokens.accept(","):
        items.append(Item(_read_parts(tokens)))
    if tokens.accept("/"):  # tcp flags syn / fin,syn,rst,ack
        mask = [_read_value(tokens)]
        while tokens.accept(","):
            mask.append(_read_value(tokens))
        items.append(Item(("/", "|".join(mask))))
    return Right(items=tuple(items))


def _read_parts(tokens: Tokens) -> tuple[str, ...]:
    parts = [_read_value(tokens)]
    while tokens.symbol == "." and len(parts) < _MOST_PARTS:
        tokens.take()
        parts.append(_read_value(tokens))
    return tuple(parts)


def _read_value(tokens: Tokens) -> str:
    """One value: a word, a quoted text, a range, flags joined with |."""
    if tokens.symbol == "(":
        return _read_mask(tokens)
    if tokens.symbol in ("\n", ";", "}", "{", ")", END):
        return ""
    symbol = tokens.take()
    if symbol in ("<", ">", "!", "=", "&", "|", "^"):
        return symbol
    text = unquoted(symbol)
    while True:
        following = tokens.symbol
        if following in ("|", "or"):
            tokens.take()
            text += "|" + unquoted(tokens.take())
        elif following == "-":
            tokens.take()
            text += "-" + unquoted(tokens.take())
        elif is_string(symbol) and following.startswith("-") and len(following) > 1:
            text += tokens.take()
        else:
            return text


def read_items(tokens: Tokens) -> tuple[Item, ...]:
    """The elements between braces."""
    items: list[Item] = []
    depth = 0
    while tokens.symbol != END:
        if tokens.accept("{"):  # braces within braces: a definition that holds some
            depth += 1
        elif tokens.accept("}"):
            depth -= 1
            if depth <= 0:
                break
        elif not tokens.accept("\n", ",", ";"):
            items.append(_read_item(tokens))
    return tuple(items)


def _read_item(tokens: Tokens) -> Item:
    parts = _read_parts(tokens)
    if parts[-1].endswith(":") and not parts[-1].endswith("::"):  # "80:" written without a blank
        parts = (*parts[:-1], parts[-1][:-1])
        return Item(parts, _read_data(tokens))
    fleeting = False
    while True:
        tokens.skip_lines()
        symbol = tokens.symbol
        if symbol == ":":
            tokens.take()
            return Item(parts, _read_data(tokens), fleeting)
        if symbol in (",", "}", ";", END, "{"):
            return Item(parts, None, fleeting)
        fleeting = fleeting or symbol in ("timeout", "expires")
        tokens.take()


def _read_data(tokens: Tokens) -> tuple[str, ...] | VerdictText:
    tokens.skip_lines()
    if tokens.symbol in _VERDICTS:
        verdict = read_verdict(tokens)
        return verdict if verdict is not None else ("",)
    return _read_parts(tokens)


def read_verdict(tokens: Tokens) -> VerdictText | None:
    """A verdict; None if none stands here."""
    kind = tokens.symbol
    if kind not in _VERDICTS:
        return None
    tokens.take()
    if kind in ("jump", "goto"):
        return VerdictText(kind, unquoted(tokens.take()))
    return VerdictText(kind)


def read_lookup(tokens: Tokens) -> Lookup | None:
    """Left map right, as translations use it."""
    left = read_left(tokens)
    if left is None or not tokens.accept("map"):
        return None
    right = read_right(tokens)
    return None if right is None else Lookup(left, right)
