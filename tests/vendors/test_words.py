"""Words rule out detectors that would not have known a text anyway: with and without them the answer is the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from routerlint.intake.decode import decode
from routerlint.intake.recognise import _by_words
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document, SourceFile
from vendor_parsers.catalogue import VENDOR_IDS, Vendor, catalogue
from vendor_parsers.words import WORDS

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "../shared"


def _documents(folder: Path) -> Iterator[Document]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".md", ".tsv"}):
        text = decode(path.read_bytes())
        if text is not None:
            yield Document(name=str(path), files=(SourceFile(path.name, text),))


def _wrongly_ruled_out(document: Document) -> list[str]:
    """Vendors that know the text, would not be asked first, and would have mattered."""
    first, later = _by_words(document, catalogue())
    answers: dict[str, Detection | None] = {vendor.id: vendor.detect(document) for vendor in (*first, *later)}
    sure = any(answer is not None and answer.certainty is Certainty.CERTAIN for answer in answers.values())
    ruled_out = [vendor.id for vendor in later if answers[vendor.id] is not None and vendor.words]
    certain = [v for v in later if (a := answers[v.id]) is not None and a.certainty is Certainty.CERTAIN]
    return [*ruled_out, *(vendor.id for vendor in certain)] if sure else ruled_out


@pytest.mark.parametrize("folder", sorted((ROOT / "sample_configs").iterdir()), ids=lambda folder: folder.name)
def test_no_sample_is_ruled_out(folder: Path) -> None:
    # a vendor that is named here lacks a word in vendor_parsers/words.py
    assert {d.name: found for d in _documents(folder) if (found := _wrongly_ruled_out(d))} == {}


@pytest.mark.slow
@pytest.mark.parametrize("part", ["truth", "corpus"])
def test_no_real_file_is_ruled_out(part: str) -> None:
    if not (SHARED / part).is_dir():
        pytest.skip("no cases beside this checkout")
    assert {d.name: found for d in _documents(SHARED / part) if (found := _wrongly_ruled_out(d))} == {}


def test_words_are_in_lower_case_and_for_vendors_that_exist() -> None:
    assert set(WORDS) <= set(VENDOR_IDS)
    assert all(word == word.lower() for words in WORDS.values() for word in words)
    assert Vendor("routeros").words == WORDS["routeros"]
    assert Vendor("recognised").words == ()
