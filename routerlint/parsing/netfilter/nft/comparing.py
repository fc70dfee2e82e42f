"""One comparison: narrows the drafts of a rule, and splits them where a concatenation has several elements."""

from __future__ import annotations

from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import BITS, AddressSet, Family, parse_address
from routerlint.parsing.netfilter.draft import BitTest, Draft, MaskedAddress
from routerlint.parsing.netfilter.nft.fields import FieldReader
from routerlint.parsing.netfilter.nft.plain import is_time
from routerlint.parsing.netfilter.nft.sets import Members, Sets
from routerlint.parsing.netfilter.nft.syntax import Item, Left, Right, Test
from routerlint.wording import Phrase, phrase

__all__ = ["Comparer", "question"]

_BIT_FIELDS = frozenset(("ct state", "ct status", "tcp flags"))


def question(draft: Draft, text: str, why: Phrase, *, same: bool = True) -> Unknown:
    """An open question about a rule; same: the same words ask the same thing elsewhere too."""
    span = draft.span
    key = f"nft:{text}" if same else f"nft:{text} in {draft.file.name}:{draft.line}"
    return Unknown(key=key, what=phrase("{text}", text=text[:80]), why=why, spans=(span,))


class Comparer:
    """Applies tests of one table's rules. problems: what was not understood, as field names."""

    def __init__(self, sets: Sets, fields: FieldReader) -> None:
        self._sets = sets
        self._fields = fields
        self.problems: list[str] = []

    def apply(self, drafts: list[Draft], test: Test) -> list[Draft]:
        """The drafts that a test leaves."""
        if not drafts:
            return drafts
        left, negated = test.left, test.operator == "!="
        if left.mask:
            self._masked(drafts, left, test)
            return drafts
        spans = (drafts[0].span,) if test.right.name else ()
        members = self._sets.members(test.right, left.text, spans)
        if len(left.fields) == 1:
            return self._single(drafts, left.fields[0], test, members, negated=negated)
        if negated:
            self._none_of(drafts, left, members)
            return drafts
        return [made for draft in drafts for made in self.each(draft, left, members.items, members.unknown)]

    def members(self, drafts: list[Draft], right: Right, left: Left) -> Members:
        """The elements of a set or map."""
        draft = drafts[0]
        return self._sets.members(right, left.text, (draft.span,))

    def imply(self, draft: Draft, left: Left) -> None:
        """Only packets that have all the fields."""
        for field in left.fields:
            self._fields.imply(draft, field)

    def each(self, draft: Draft, left: Left, items: tuple[Item, ...], unknown: Unknown | None) -> list[Draft]:
        """A draft for each element, and one for those that are not known."""
        made: list[Draft] = []
        for item in items:
            one = draft.copy()
            self.element(one, left, item)
            if not one.never:
                made.append(one)
        if unknown is not None:
            one = draft.copy()
            self.imply(one, left)
            one.doubt(unknown)
            made.append(one)
        return made

    def element(self, draft: Draft, left: Left, item: Item) -> None:
        """Only packets that this element stands for; the whole key where left is one field."""
        if len(item.parts) != len(left.fields):
            self._open(draft, f"{left.text} {' . '.join(item.parts)}", left.text, negated=False)
            return
        for field, text in zip(left.fields, item.parts, strict=True):
            self._fields.imply(draft, field)
            if text == "*":
                continue
            if not self._narrowed(draft, field, (text,), None, negated=False):
                self._open(draft, f"{field} {text}", field, negated=False)

    def _single(self, drafts: list[Draft], field: str, test: Test, members: Members, *, negated: bool) -> list[Draft]:
        texts = self._texts(field, test, members)
        if field in ("meta mark", "ct mark") and not negated and members.unknown is None and len(texts) > 1:
            return [m for d in drafts for m in self.each(d, test.left, tuple(Item((t,)) for t in texts), None)]
        for draft in drafts:
            self._fields.imply(draft, field)
            if "*" in texts and members.unknown is None:
                draft.never = draft.never or negated
            elif not self._narrowed(draft, field, texts, members.unknown, negated=negated):
                name = test.right.name
                words = f"@{name}" if name else ", ".join(texts)
                self._open(draft, f"{field} {words}".strip(), field, negated=negated)
        return drafts

    def _narrowed(
        self, draft: Draft, field: str, texts: tuple[str, ...], unknown: Unknown | None, *, negated: bool
    ) -> bool:
        if is_time(field):
            text = f"{field.removeprefix('meta ')} {', '.join(texts)}"
            draft.doubt(question(draft, text, phrase("it depends on when the packet comes")), negated=negated)
            return True
        if self._fields.narrow(draft, field, texts, unknown, negated=negated):
            return True
        if unknown is not None and not texts:
            draft.doubt(unknown, negated=negated)
            return True
        return False

    def _open(self, draft: Draft, text: str, field: str, *, negated: bool) -> None:
        self.problems.append(field)
        draft.doubt(question(draft, text, phrase("this part of the rule is not settled by the file")), negated=negated)

    def _texts(self, field: str, test: Test, members: Members) -> tuple[str, ...]:
        texts = tuple(item.parts[0] for item in members.items)
        if field in _BIT_FIELDS:
            return self._bit_texts(field, test, texts)
        if test.operator in ("<", ">", "<=", ">=") and len(texts) == 1:
            return (_comparison(test.operator, texts[0]),)
        return texts

    def _bit_texts(self, field: str, test: Test, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Flags: a list without braces means any of them; braces, == and != compare the whole value (measured).

        A state is one bit alone, so its whole value is a single name; the status of a connection is never one bit alone.
        """
        exact = test.right.braces or test.operator in ("==", "!=")
        if field == "ct status":
            return () if exact else texts
        if field == "ct state":
            return () if exact and not test.right.braces and len(texts) > 1 else texts
        if len(test.right.items) > 1 and test.right.items[-1].parts[0] == "/":  # syn / fin,syn,rst,ack
            value = "|".join(texts[:-1])
            return (f"{value}&{test.right.items[-1].parts[1]}",)
        if exact:
            return tuple(f"{text}&255" for text in texts)
        return texts

    def _masked(self, drafts: list[Draft], left: Left, test: Test) -> None:
        """Field & mask == value."""
        field, items = left.fields[0], test.right.items
        value = items[0].parts[0] if len(items) == 1 else ""
        negated = test.operator == "!="
        for draft in drafts:
            self._fields.imply(draft, field)
            if not self._mask_one(draft, field, left.mask, value, negated=negated):
                self._open(draft, f"{left.text} {value}", field, negated=negated)

    def _mask_one(self, draft: Draft, field: str, mask: str, value: str, *, negated: bool) -> bool:
        if field in ("ip saddr", "ip daddr", "ip6 saddr", "ip6 daddr"):
            return _masked_address(draft, field, mask, value, negated=negated)
        if field in ("meta mark", "ct mark"):
            return _masked_mark(draft, "mark" if field == "meta mark" else "ct", mask, value, negated=negated)
        if field == "tcp flags":
            return self._fields.narrow(draft, field, (f"{value}&{mask}",), None, negated=negated)
        if field in _BIT_FIELDS:
            if value in ("0", "0x0"):
                return self._fields.narrow(draft, field, (mask,), None, negated=not negated)
            return value == mask and self._fields.narrow(draft, field, (mask,), None, negated=negated)
        return self._fields.narrow(draft, field, (value,), None, negated=negated) and _is_choice(draft, field)

    def _none_of(self, drafts: list[Draft], left: Left, members: Members) -> None:
        """Negated concatenation: the rule does not match where an element does, nor where a part is missing."""
        for draft in drafts:
            self.imply(draft, left)
            exceptions = self.each(draft.blank(), left, members.items, members.unknown)
            draft.unless = (*draft.unless, *exceptions)


def _is_choice(draft: Draft, field: str) -> bool:
    """Whether a field turned out to be the sender's choice, for which a mask does not matter."""
    return field in draft.choices


def _comparison(operator: str, text: str) -> str:
    """A range of ports for "< 1024"; other fields take the text as it is."""
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        return text
    number = int(text)
    low, high = {"<": (0, number - 1), "<=": (0, number), ">": (number + 1, 65535), ">=": (number, 65535)}[operator]
    return f"{low}-{high}" if low <= high else text


def _masked_address(draft: Draft, field: str, mask_text: str, value_text: str, *, negated: bool) -> bool:
    family: Family = "ipv6" if field.startswith("ip6") else "ipv4"
    mask, value = parse_address(mask_text), parse_address(value_text)
    if mask is None or value is None or mask[0] != family or value[0] != family:
        return False
    inverted = mask[1] ^ ((1 << BITS[family]) - 1)
    if inverted & (inverted + 1) == 0:  # an ordinary prefix
        found = AddressSet.network(family, value[1], BITS[family] - inverted.bit_length())
        match = AddressMatch.of(~found if negated else found)
        draft.limit_families(family)
        if field.endswith("saddr"):
            draft.limit_sources(match)
        else:
            draft.limit_destinations(match)
        return True
    if field.endswith("saddr"):
        return False
    draft.limit_families(family)
    draft.masked = (*draft.masked, MaskedAddress(value[1], mask[1], negated))
    return True


def _masked_mark(draft: Draft, space: str, mask_text: str, value_text: str, *, negated: bool) -> bool:
    try:
        mask, value = int(mask_text, 0), int(value_text, 0)
    except ValueError:
        return False
    test = BitTest(space, value, mask & 0xFFFFFFFF)
    if not negated:
        draft.bits = (*draft.bits, test)
        return True
    exception = draft.blank()
    exception.bits = (test,)
    draft.unless = (*draft.unless, exception)
    return True
