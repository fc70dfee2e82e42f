"""What `exposure`, `trace` and `model` share: every device at one path, with refusals told on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from routerlint.cli.console import Console
from routerlint.cli.inputs import Choice, error_line, inputs
from routerlint.cli.run import language
from routerlint.cli.sites import SiteFor
from routerlint.cli.vendors import CliVendor
from routerlint.errors import ConfigurationError, InputError, RouterlintError, UsageError
from routerlint.intake.values import Recognised, Skipped
from routerlint.lint.bugs import internal_error
from routerlint.lint.evaluation import devices_in
from routerlint.messages import counted
from routerlint.model.device import Device

__all__ = ["each_device"]

T = TypeVar("T")


class each_device(Generic[T]):  # noqa: N801  # used like a function
    """Iterates over what `work` makes of each device, and the input that it stands in.

    code: 2 if `work` cannot be done on a device, 3 if an input could not be judged, 4 after a bug, else 0; settled when
    the iteration is over.
    """

    def __init__(self, path: str, choice: Choice, console: Console, work: Callable[[Device], T]) -> None:
        self._found = inputs([path], choice)
        self._console = console
        self._sites = SiteFor()
        self._work = work
        self.code = 0

    def __iter__(self) -> Iterator[tuple[T, Recognised[CliVendor]]]:
        skipped: list[str] = []
        for found in self._found:
            if isinstance(found, Skipped):
                skipped.append(found.name)
            elif isinstance(found, Recognised):
                for made in self._made(found):
                    yield made, found
            else:
                self._refuse(found.error, 3)
        if skipped:
            names = ", ".join([*skipped[:3], *(["..."] if len(skipped) > 3 else [])])
            self._console.error(counted("skipped", len(skipped), language(), names=names))

    def _made(self, found: Recognised[CliVendor]) -> list[T]:
        name = found.document.name
        try:
            return [self._work(device) for device in devices_in(found, self._sites.of(name))]
        except ConfigurationError:
            raise
        except UsageError as error:  # what was asked makes no sense for this device, and may for the others
            self._refuse(UsageError(error.message, file=name, advice=error.advice), 2)
        except InputError as error:
            self._refuse(error, 3)
        except Exception as error:  # noqa: BLE001  # one input must not cost the others theirs
            self._refuse(internal_error(error, name), 4)
        return []

    def _refuse(self, error: RouterlintError, code: int) -> None:
        self._console.error(error_line(error, language()))
        self.code = max(self.code, code)
