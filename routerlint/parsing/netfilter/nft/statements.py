"""Statements of the text form: one rule, from its first word to the end of its line."""

from __future__ import annotations

from routerlint.parsing.netfilter.nft.expressions import (
    FIELD_WORDS,
    begins_field,
    read_left,
    read_lookup,
    read_operator,
    read_right,
    read_verdict,
)
from routerlint.parsing.netfilter.nft.syntax import (
    Choose,
    Item,
    Left,
    MarkSet,
    Nat,
    NatKind,
    Nothing,
    NoTracking,
    Opaque,
    Right,
    Statement,
    Test,
    VerdictMap,
    VerdictText,
)
from routerlint.parsing.netfilter.nft.tokens import END, Tokens, unquoted

__all__ = ["read_rule"]

FULL = 0xFFFFFFFF
_NAT: dict[str, NatKind] = {
    "dnat": "dnat", "snat": "snat", "masquerade": "masquerade", "redirect": "redirect", "tproxy": "tproxy",
}  # fmt: skip
_NAT_FLAGS = ("random", "fully-random", "persistent")
_LOG_WORDS = ("prefix", "level", "group", "snaplen", "queue-threshold", "flags")
_MOST_STATEMENTS = 64
# Fields whose change is a translation that no NAT line shows.
_REWRITES = ("daddr", "saddr", "dport", "sport")


def read_rule(tokens: Tokens) -> list[Statement]:
    """The statements up to the end of the line. What is not understood is kept in its place."""
    statements: list[Statement] = []
    while not tokens.at_end() and len(statements) < _MOST_STATEMENTS:
        statements.append(_read_statement(tokens))
    if not tokens.at_end():
        statements.append(Opaque(" ".join(tokens.skip_statement()), acting=True))
    return statements


def _read_statement(tokens: Tokens) -> Statement:
    verdict = read_verdict(tokens)
    if verdict is not None:
        if verdict.kind == "reject":
            return VerdictText("reject", answer=_read_answer(tokens))
        if verdict.kind == "queue":
            tokens.skip_statement()
        return verdict
    symbol = tokens.symbol
    if symbol == "ct" and tokens.after() == "count":
        return _read_count(tokens)
    if symbol in ("rule", "meter", "add", "update", "delete", "set") or symbol in _SIMPLE:
        return _read_simple(symbol, tokens)
    if symbol in _NAT:
        tokens.take()
        return _read_nat(_NAT[symbol], tokens)
    if begins_field(tokens):
        return _read_test(tokens)
    return _read_unknown(tokens)


_SIMPLE = frozenset((
    "counter", "log", "limit", "quota", "notrack", "comment", "synproxy", "dup", "fwd", "flow", "xt", "reset", "last",
    "secmark", "hash",
))  # fmt: skip


def _read_simple(symbol: str, tokens: Tokens) -> Statement:
    tokens.take()
    match symbol:
        case "counter":
            if tokens.accept("packets"):
                tokens.take()
                if tokens.accept("bytes"):
                    tokens.take()
            elif tokens.accept("name"):
                tokens.take()
            return Nothing()
        case "log":
            return _read_log(tokens)
        case "limit":
            return _read_limit(tokens)
        case "quota":
            tokens.accept("over", "until", "name")
            tokens.take()
            tokens.accept("bytes", "kbytes", "mbytes", "gbytes")
            if tokens.accept("used"):
                tokens.take()
                tokens.accept("bytes", "kbytes", "mbytes", "gbytes")
            return Choose("quota")
        case "notrack":
            return NoTracking()
        case "comment":
            return Nothing(label=unquoted(tokens.take()))
        case "add" | "update" | "set" | "delete" | "meter":
            return _read_dynamic(symbol, tokens)
        case "xt":
            kind, name = tokens.take(), unquoted(tokens.take())
            return Opaque(f"xt {kind} {name}", acting=kind == "target", same=False)
        case "last":
            if tokens.accept("used"):
                tokens.take()
            return Nothing()
        case "flow" | "secmark":
            tokens.skip_statement()
            return Nothing()
        case "dup":
            _skip_until_verdict(tokens)
            return Nothing()
        case "reset":
            tokens.skip_statement()
            return Nothing()
        case "synproxy":
            while tokens.symbol in ("mss", "wscale", "timestamp", "sack-perm", "name") or tokens.symbol.isdigit():
                tokens.take()
            return Opaque("synproxy", acting=True)
        case _:
            return Opaque(f"{symbol} " + " ".join(tokens.skip_statement()), acting=True)


def _read_answer(tokens: Tokens) -> str:
    """With tcp reset; with icmp type port-unreachable; with icmpx admin-prohibited."""
    if not tokens.accept("with"):
        return ""
    answer = tokens.take()
    if tokens.accept("reset"):
        return "tcp reset"
    tokens.accept("type")
    if not tokens.at_end() and tokens.symbol != "comment":
        tokens.take()
    return answer


def _read_count(tokens: Tokens) -> Statement:
    tokens.take()
    tokens.take()
    tokens.accept("over")
    tokens.take()
    return Choose("connection count")


def _read_log(tokens: Tokens) -> Statement:
    while tokens.symbol in _LOG_WORDS:
        word = tokens.take()
        if word == "flags":
            tokens.accept("tcp", "ip", "skuid", "ether", "all")
            while tokens.accept(",", "sequence", "options"):
                pass
        else:
            tokens.take()
    return Nothing()


def _read_limit(tokens: Tokens) -> Statement:
    """Rate over 10/second burst 5 packets; name "x"."""
    if tokens.accept("name"):
        tokens.take()
        return Choose("rate")
    tokens.accept("rate")
    over = tokens.accept("over")
    tokens.accept("until")
    tokens.take()
    if (
        ("/" in tokens.symbol and not tokens.symbol.startswith("/"))
        or tokens.accept("/")
        or tokens.symbol.startswith("/")
    ):  # 10 mbytes/second
        tokens.take()
    if tokens.accept("burst"):
        tokens.take()
        tokens.accept("packets", "bytes", "kbytes", "mbytes", "gbytes")
    return Choose("rate over" if over else "rate")  # who stays within a rate is not over another


def _read_dynamic(word: str, tokens: Tokens) -> Statement:
    """Add @set { ip saddr limit rate over 3/minute }: a rate if it holds one, else it only notes the packet."""
    if word == "meter":
        tokens.take()
        if tokens.accept("size"):
            tokens.take()
    else:
        tokens.accept("add", "update", "delete")
        if not tokens.symbol.startswith("@"):
            return Opaque(f"{word} " + " ".join(tokens.skip_statement()), acting=True)
        tokens.take()
    if not tokens.accept("{"):
        return Opaque(word, acting=False)
    rate = False
    depth = 1
    while depth and tokens.symbol != END:
        symbol = tokens.take()
        depth += (symbol == "{") - (symbol == "}")
        rate = rate or symbol in ("limit", "count", "quota")
    return Choose("rate") if rate else Nothing()


def _read_nat(kind: NatKind, tokens: Tokens) -> Statement:
    family = tokens.take() if tokens.symbol in ("ip", "ip6", "inet") else ""
    prefix = False
    while tokens.symbol in ("prefix", "interval", "addr", "port", ".") and tokens.symbol != "to":
        prefix = tokens.take() == "prefix" or prefix
    address = port = ""
    lookup = None
    if tokens.accept("to"):
        prefix = tokens.accept("prefix") or prefix
        bare_port = tokens.accept(":")
        if tokens.symbol.startswith(":") and tokens.symbol[1:] in FIELD_WORDS:  # redirect to :tcp dport map ...
            tokens.strip_prefix(":")
            bare_port = True
        if begins_field(tokens) and not tokens.symbol.startswith("["):
            lookup = read_lookup(tokens)
            if lookup is None:
                tokens.skip_statement()
                return Opaque(f"{kind} to something that cannot be read", acting=True)
        else:
            text = _nat_text(tokens)
            address, port = _split_place((":" if bare_port else "") + text)
    while tokens.accept(*_NAT_FLAGS, ",", "flags"):
        pass
    if tokens.symbol == ":" and lookup is not None:  # to ip daddr map @x : tcp dport
        tokens.skip_statement()
        return Opaque(f"{kind} with a map of addresses and ports", acting=True)
    return Nat(kind, family, address, port, lookup, prefix)


def _nat_text(tokens: Tokens) -> str:
    text = unquoted(tokens.take())
    while tokens.symbol == "-" or (tokens.symbol.startswith(("-", ":", "[")) and not tokens.at_end()):
        text += tokens.take()
        if text.endswith(("-", ":")):
            text += unquoted(tokens.take())
    return text


def _split_place(text: str) -> tuple[str, str]:
    """Address and port of "A:80", "[A]:80", "A", ":80"."""
    if text.startswith("["):
        head, _, rest = text[1:].partition("]")
        if rest.startswith("-["):
            last, _, rest = rest[2:].partition("]")
            head = f"{head}-{last}"
        return head, rest.removeprefix(":")
    if text.count(":") == 1:
        address, _, port = text.partition(":")
        return address, port
    return text, ""


def _read_test(tokens: Tokens) -> Statement:
    left = read_left(tokens)
    if left is None or tokens.symbol == END:
        return _read_unknown(tokens)
    if tokens.accept("set"):
        return _read_change(left, tokens)
    if tokens.accept("vmap"):
        right = read_right(tokens)
        return Opaque("vmap", acting=True) if right is None else VerdictMap(left, right)
    if tokens.symbol in ("exists", "missing"):
        return Test(left, "", Right(items=(Item((tokens.take(),)),)))
    operator = read_operator(tokens)
    right = read_right(tokens)
    if right is None:
        return Opaque(left.text)
    return Test(left, operator, right)


def _read_change(left: Left, tokens: Tokens) -> Statement:
    field = left.fields[0]
    if field in ("meta mark", "ct mark"):
        return _read_mark("mark" if field == "meta mark" else "ct", tokens)
    words = _skip_until_verdict(tokens)
    if field.startswith(("ip ", "ip6 ", "tcp ", "udp ", "th ")) and field.endswith(_REWRITES):
        return Opaque(f"{field} set {' '.join(words)}", acting=True)
    return Nothing()


def _read_mark(space: str, tokens: Tokens) -> Statement:
    """A number; a mark, with & and | behind it; anything else is made at run time."""
    source, keep, add, flip = "", FULL, 0, 0
    symbol = tokens.symbol
    value = _number(symbol)
    if value is not None:
        tokens.take()
        return (
            MarkSet(space, "", 0, value) if tokens.symbol not in ("&", "|", "^", "map") else _lost_mark(space, tokens)
        )
    if symbol in ("meta", "ct") and tokens.after() == "mark":
        source = "mark" if tokens.take() == "meta" else "ct"
        tokens.take()
    elif symbol == "mark":
        source = "mark"
        tokens.take()
    else:
        return _lost_mark(space, tokens)
    while tokens.symbol in ("&", "and", "|", "or", "^", "xor"):
        operator = tokens.take()
        value = _number(tokens.take())
        if value is None:
            return _lost_mark(space, tokens)
        if operator in ("&", "and"):
            keep, add, flip = keep & value, add & value, flip & value
        elif operator in ("|", "or"):
            keep, add = keep & ~value, add | value
        else:
            flip ^= value
    return MarkSet(space, source, keep, add, flip)


def _lost_mark(space: str, tokens: Tokens) -> Statement:
    _skip_until_verdict(tokens)
    return MarkSet(space, None)


def _number(text: str) -> int | None:
    try:
        value = int(text, 0)
    except ValueError:
        return None
    return value if 0 <= value <= FULL else None


def _skip_until_verdict(tokens: Tokens) -> list[str]:
    """Passes over values up to the next statement that is known by its first word."""
    words: list[str] = []
    depth = 0
    while not (depth == 0 and (tokens.at_end() or tokens.symbol in _STOPS)) and tokens.symbol != END:
        symbol = tokens.take()
        depth += (symbol == "{") - (symbol == "}")
        words.append(symbol)
    return words


_STOPS = frozenset((
    "accept", "drop", "return", "continue", "jump", "goto", "reject", "queue", "counter", "log", "comment", "dnat", "snat",
    "masquerade", "redirect", "tproxy", "notrack",
))  # fmt: skip


def _read_unknown(tokens: Tokens) -> Statement:
    """Words that nobody knows, up to a verdict: the rule may match or not; without a verdict it may do anything."""
    words = [tokens.take(), *_skip_until_verdict(tokens)]
    return Opaque(" ".join(words), acting=tokens.at_end())
