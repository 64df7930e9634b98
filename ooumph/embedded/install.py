"""Make `.venv` with everything that the requirements name; quick when nothing has changed.

Run by the system's own Python: it uses the standard library alone, and only words that an
older Python understands, to be able to say that it is too old.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEEDED_BYTES = 1_000_000_000
FILES = ("requirements.txt", "requirements-dev.txt", "constraints.txt")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, ".installed")
LOG = os.path.join(ROOT, ".ooumph", "logs", "install.log")
HINTS = (  # What pip says, and what to do about it.
    ("No space left on device", "The disk is full: make room for 1 GB."),
    ("name resolution", "The package index cannot be reached: check the network."),
    ("NewConnectionError", "The package index cannot be reached: check the network."),
    ("ProxyError", "The package index cannot be reached: check the proxy."),
    ("timed out", "The package index does not answer: check the network."),
    ("No matching distribution", "A package has no build for this system and this Python."),
    ("ResolutionImpossible", "The package index cannot be reached: check the network."),
    ("DO NOT MATCH THE HASHES", "A download was damaged: run the command again."),
)


def main() -> None:
    check_python()
    os.makedirs(os.path.dirname(LOG), exist_ok=True)
    with open(os.path.join(ROOT, ".ooumph", "install.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `make test` may start while `make run` installs.
        if read(STAMP) != place() + contents() or not works():
            install()


def check_python() -> None:
    if sys.version_info < OLDEST:
        fail(
            f"Ooumph needs Python 3.11 or later, {sys.executable} is {sys.version.split()[0]}: "
            "apt install python3 python3-venv, or name another: make PYTHON=python3.12"
        )


def place() -> str:
    """What the environment was made with and where; its scripts hold that path."""
    return f"{sys.version.split()[0]} {VENV}\n"


def contents() -> str:
    digest = hashlib.sha256()
    for name in FILES:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest() + "\n"


def works(code: str = "import ooumph.embedded.run, django, celery, graphene, gunicorn") -> bool:
    try:
        return subprocess.call([PYTHON, "-c", code], cwd=ROOT, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def install() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        fail(f"{ROOT} has {free // 10**6} MB left: make room for 1 GB.")
    say("Installing packages into .venv (a minute or two the first time)")
    open(LOG, "w").close()
    moved = os.path.exists(STAMP) and not read(STAMP).startswith(place())
    build(anew=moved or not works("import pip"))
    if not works():  # Files are missing of what pip takes for installed.
        build(anew=True)
    if not works():
        fail(f"The installed packages do not work on this system. See {LOG}")
    with open(STAMP, "w") as stamp:
        stamp.write(place() + contents())


def build(anew: bool) -> None:
    if anew:
        if os.path.islink(VENV):
            os.unlink(VENV)  # What it leads to is another copy's.
        if not have_venv():
            fail("This Python has no venv module: apt install python3-venv")
        run([sys.executable, "-m", "venv", "--clear", VENV])
    packages = ["-r", "requirements-dev.txt", "-c", "constraints.txt"]
    run([PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *packages])


def have_venv() -> bool:
    try:
        import ensurepip  # noqa: F401  (Debian has it in a package of its own)
    except ImportError:
        return False
    return True


def run(command: list[str]) -> None:
    """Its output goes to the log; a terminal sees the latest line as it goes."""
    live = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns - 3
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    with open(LOG, "a") as log:
        for line in process.stdout:
            log.write(line)
            if live:
                sys.stdout.write("\r\033[K  " + line.strip()[:width])
                sys.stdout.flush()
    if live:
        sys.stdout.write("\r\033[K")
    if process.wait() != 0:
        output = read(LOG)
        hints = [hint for sign, hint in HINTS if sign in output]
        fail(f"{hints[0] if hints else 'The packages cannot be installed.'} See {LOG}")


def read(path: str) -> str:
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def say(message: str) -> None:
    print(message, flush=True)


def fail(message: str) -> None:
    sys.exit(message)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Interrupted: the next run goes on.")
