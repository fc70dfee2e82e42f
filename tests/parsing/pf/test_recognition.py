"""Which product a file belongs to, whatever stands in front of its root element."""

from __future__ import annotations

import time

import pytest

from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.opnsense import detect as opnsense
from vendor_parsers.pfsense import detect as pfsense


def document(text: str) -> Document:
    return Document(name="config.xml", files=(SourceFile("config.xml", text),))


@pytest.mark.parametrize(
    "head",
    [
        "",
        "\ufeff",
        '<?xml version="1.0"?>\n',
        "\n\n",
        '<?xml version="1.0"?>\n<!-- <opnsense> -->\n',
        "<!-- a -- b -->",
    ],
)
def test_the_root_element_decides(head: str) -> None:
    found = pfsense.detect(document(head + "<pfsense>\n</pfsense>"))
    assert found is not None
    assert found.certainty is Certainty.CERTAIN
    assert opnsense.detect(document(head + "<pfsense>\n</pfsense>")) is None
    assert opnsense.detect(document(head + "<opnsense/>")) is not None


@pytest.mark.parametrize(
    "text", ["", "pfsense", "<html><pfsense></pfsense></html>", "<!-- <pfsense> -->", "<pfsenseX>", "set system"]
)
def test_other_files_are_left_alone(text: str) -> None:
    assert pfsense.detect(document(text)) is None
    assert opnsense.detect(document(text)) is None


def test_a_backup_of_one_area_is_recognised_and_not_judged() -> None:
    found = pfsense.detect(
        document('<?xml version="1.0"?>\n<filter>\n<rule>\n<tracker>1</tracker>\n</rule>\n</filter>')
    )
    assert found is not None
    assert not found.judged
    assert "all areas" in found.advice


@pytest.mark.parametrize(
    "text", ["<!--" + "-" * 90_000, "<!DOCTYPE " + "[" * 90_000, " \n" * 45_000, "<?" * 45_000, "<!-- -->" * 12_000]
)
def test_detection_is_quick_on_hostile_text(text: str) -> None:
    start = time.process_time()
    assert pfsense.detect(document(text)) is None
    assert time.process_time() - start < 0.5


def test_several_files_are_no_config_xml() -> None:
    two = Document(name="x", files=(SourceFile("a", "<pfsense/>"), SourceFile("b", "<pfsense/>")))
    assert pfsense.detect(two) is None
