"""The real files beside the checkout: decoded configurations and the containers that they came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.intake.decode import decode
from routerlint.text.source import Document, SourceFile
from vendor_parsers.zte.container import open_container, read_head
from vendor_parsers.zte.parser import parse

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "zte"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not beside the checkout")


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.xml")), ids=lambda path: path.name)
def test_a_real_configuration_is_judged_and_keeps_its_secrets(path: Path) -> None:
    text = decode(path.read_bytes())
    assert text is not None
    device = parse(Document(name=path.name, files=(SourceFile(path.name, text),)))[0]
    assert device.wan_interfaces()
    report = evaluate(device)
    for row in report.exposures:
        for span in row.path:
            assert "assw" not in span.text
            assert "UPwd" not in span.text


@pytest.mark.parametrize("name", ["F600W", "db_default_auto_cfg", "ZXHN_H298Q_C7_db"])
def test_a_container_holds_what_its_decoded_form_shows(name: str) -> None:
    packed = CORPUS / f"{name}.bin"
    data = (packed if packed.exists() else CORPUS / f"{name}_type0.bin").read_bytes()
    container = read_head(data)
    assert container is not None
    content, damage = open_container(data, container)
    assert not damage
    assert content.rstrip(b"\0") == (CORPUS / f"{name}.xml").read_bytes()
