"""Two invented systems, so that intake is tested without any parser."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Mapping

import pytest

from routerlint.intake.documents import Assembler, Found
from routerlint.intake.gather import Gatherer
from routerlint.intake.limits import DEFAULT_LIMITS, Limits
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase


class Fake:
    """A system whose files begin with a word: "<id> certain", "<id> possible", "<id> sealed", "<id> part=four"."""

    def __init__(self, vendor_id: str, markers: tuple[str, ...] = ()) -> None:
        self.id = vendor_id
        self.tree_markers = markers
        self.words = (vendor_id,)

    def detect(self, document: Document) -> Detection | None:
        """Answers as the first line asks."""
        for marker in self.tree_markers:
            if document.file(marker) is not None:
                return Detection(certainty=Certainty.CERTAIN, evidence=phrase("{marker}", marker=marker))
        head = document.files[0].text.split("\n")[0].split() if document.files else []
        if head[:1] != [self.id]:
            return None
        word = head[1] if len(head) > 1 else "certain"
        if word == "sealed":
            return Detection(
                certainty=Certainty.CERTAIN,
                evidence=phrase("a sealed backup"),
                judged=False,
                advice=phrase("Export it."),
            )
        joins = word.removeprefix("part=") if word.startswith("part=") else ""
        certainty = Certainty.POSSIBLE if word == "possible" else Certainty.CERTAIN
        return Detection(certainty=certainty, evidence=phrase("first word"), joins=joins)


Gather = Callable[..., list[Found[Fake]]]


@pytest.fixture
def catalogue() -> tuple[Fake, ...]:
    return Fake("apex"), Fake("brim", ("etc/config/firewall",))


@pytest.fixture
def gather(catalogue: tuple[Fake, ...]) -> Gather:
    """Everything that paths hold, as a list."""

    def run(*paths: object, chosen: str | None = None, limits: Limits = DEFAULT_LIMITS) -> list[Found[Fake]]:
        assembler = Assembler(catalogue, chosen=chosen, limits=limits)
        return list(Gatherer(assembler).gather([str(path) for path in paths]))

    return run


@pytest.fixture
def tar() -> Callable[[Mapping[str, bytes | tarfile.TarInfo]], bytes]:
    """An archive of files, or of entries with a header of their own."""

    def pack(members: Mapping[str, bytes | tarfile.TarInfo], mode: str = "w:gz") -> bytes:
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]  # mode is a variable
            for name, content in members.items():
                if isinstance(content, tarfile.TarInfo):
                    archive.addfile(content)
                    continue
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        return stream.getvalue()

    return pack
