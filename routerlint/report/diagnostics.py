"""A report that is safe to send to us: key names, line states and counts, never a value, never a name of yours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routerlint.errors import RouterlintError
from routerlint.report.json_text import Json
from routerlint.report.lint_json import error_kind
from routerlint.text.coverage import Coverage
from routerlint.text.secrets import mask_secrets, printable
from routerlint.text.source import Document
from routerlint.version import VERSION

__all__ = ["SCHEMA", "diagnosis", "diagnostics_document"]

SCHEMA = "routerlint/diagnostics/1"


def diagnostics_document(diagnoses: Sequence[Json]) -> dict[str, Json]:
    """The document of a run."""
    return {"schema": SCHEMA, "routerlint": VERSION, "inputs": [*diagnoses]}


def diagnosis(
    document: Document | None,
    *,
    number: int,
    vendor: str | None = None,
    coverages: Iterable[Coverage] = (),
    markers: Sequence[str] = (),
    error: RouterlintError | None = None,
) -> dict[str, Json]:
    """One input. markers: file names that belong to the system and not to the user (see intake.catalogue)."""
    names = _Names(markers)
    files: list[Json] = []
    if document is not None:
        files += [{"file": names.of(f.name), "lines": f.text.count("\n") + 1} for f in document.files]
        files += [{"file": names.of(name), "bytes": len(data)} for name, data in sorted(document.binaries.items())]
    return {
        "input": number,
        "vendor": vendor,
        "files": files,
        "error": None if error is None else _error(error),
        "devices": [_coverage(coverage, names) for coverage in coverages],
    }


class _Names:
    """Names for files that say nothing of the user: "file 1.rsc"; a file that the system names keeps its name."""

    def __init__(self, markers: Sequence[str]) -> None:
        self._folders = tuple(marker.rpartition("/")[0] for marker in markers if "/" in marker)
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name that stands for a file."""
        if name not in self._known:
            self._known[name] = self._made(name)
        return self._known[name]

    def _made(self, name: str) -> str:
        for folder in self._folders:
            at = f"/{name}".find(f"/{folder}/")
            if at >= 0:
                return name[at:]
        ending = name.rpartition("/")[2].rpartition(".")[2]
        suffix = f".{ending}" if ending.isalnum() and len(ending) <= 6 and "." in name else ""
        return f"file {len(self._known) + 1}{suffix}"


def _error(error: RouterlintError) -> Json:
    # the sentence of a bug holds only names of our own; that of a refusal may hold names of the user
    text = error.message if error.exit_code == 4 else None
    return {"kind": error_kind(error), "line": error.line, "message": text}


def _coverage(coverage: Coverage, names: _Names) -> Json:
    unread: list[Json] = [
        {
            "file": names.of(one.file),
            "line": one.line,
            "state": one.state.value,
            "what": printable(mask_secrets(one.what)),
        }
        for one in coverage.unread
    ]
    return {"statements": {**coverage.counts}, "relevant": {**coverage.relevant}, "unread": unread}
