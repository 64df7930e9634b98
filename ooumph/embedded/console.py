"""What `make run` tells: one line for each thing that starts, live on a terminal."""

import threading
import time
from contextlib import suppress
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.panel import Panel
from rich.table import Table

DONE = "ready"

console = Console(highlight=False)


def tell(message: str) -> None:
    with suppress(OSError):  # The terminal may be gone; stopping in order goes on without it.
        console.print(message, soft_wrap=True)


def show_panel(rows: list[tuple[str, str]], *, title: str, subtitle: str) -> None:
    table = Table.grid(padding=(0, 2))
    for name, value in rows:
        table.add_row(f"[bold]{name}", value)
    with suppress(OSError):
        console.print(Panel(table, title=title, subtitle=subtitle, expand=False))


class Progress:
    """A table of what is going on; off a terminal a line for each change, downloads in tenths."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._rows: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()
        self._live = Live(console=console, get_renderable=self._table, refresh_per_second=4)

    def __enter__(self) -> "Progress":
        if console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            if console.is_terminal:
                self._live.stop()

    def report(self, name: str, message: str, share: float | None = None) -> None:
        """`share` is how much of a download is there, 0 to 1."""
        seconds = time.monotonic() - self._started
        told = message if share is None else f"{message} ({share:.0%})"
        with self._lock:
            before = self._rows.get(name, ("", 0.0))[0]
            self._rows[name] = (told, seconds)
        if not console.is_terminal and (share is None or tenth(told) != tenth(before)):
            tell(f"{seconds:6.1f} s  {name}: {told}")

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for name, (message, seconds) in list(self._rows.items()):
            done = message == DONE
            now = seconds if done else time.monotonic() - self._started
            mark = "[green]✓[/]" if done else "[yellow]…[/]"
            table.add_row(mark, name, message, f"[dim]{now:.0f} s")
        return table


def tenth(told: str) -> str:
    """`downloading (57%)` -> `downloading (5`."""
    return told[:-3] if told.endswith("%)") else told
