"""Tells whether the Python that runs this file can carry kbdiag.

Any Python, however old, must be able to run it, so as to be refused in a clear sentence.

`check_python.py NAME` prints what it is and ends with 0, or complains about NAME in one sentence and ends
with 3 (kbdiag does not run on it) or 4 (it would, but a part is missing).
`check_python.py --identity` only says what it is.
"""

import os
import platform
import subprocess
import sys

NEEDED = "CPython 3.11 or 3.12"
CHOOSE = "choose another with PYTHON=, as in: make run PYTHON=python3.12"


def identity():
    """What .venv is made for: another answer means that it has to be made anew."""
    home = os.path.realpath(getattr(sys, "base_prefix", sys.prefix))
    return "%s %d.%d in %s" % (
        platform.python_implementation(),
        sys.version_info[0],
        sys.version_info[1],
        home,
    )


def wrong_python(name):
    """The complaint about a Python that kbdiag cannot run on, or nothing."""
    if platform.python_implementation() == "CPython" and (3, 11) <= sys.version_info[:2] <= (3, 12):
        return None
    found = "%s %s" % (platform.python_implementation(), platform.python_version())
    return "kbdiag needs %s, but %s is %s; %s" % (NEEDED, name, found, CHOOSE)


def missing_part(name):
    """The complaint about a Python that cannot make .venv or build an extension in it, or nothing."""
    return missing_module(name) or missing_header(name) or missing_compiler(name)


def missing_module(name):
    """The complaint about a Python without what makes virtual environments, or nothing."""
    for module in ("venv", "ensurepip"):
        try:
            __import__(module)
        except ImportError:
            complaint = "%s lacks the module %s (Debian keeps it in python3-venv): install it, or %s"
            return complaint % (name, module, CHOOSE)
    return None


def header_folder():
    """Where this Python keeps its C headers."""
    import sysconfig  # noqa: PLC0415 (a Python too old to have it has been refused by then)

    return sysconfig.get_paths()["include"]


def missing_header(name):
    """The complaint about a Python without its C headers, or nothing."""
    header = os.path.join(header_folder(), "Python.h")
    if os.path.exists(header):
        return None
    complaint = "%s has no C headers (%s is missing; Debian keeps it in python3-dev): install them, or %s"
    return complaint % (name, header, CHOOSE)


def missing_compiler(name):
    """The complaint about a C compiler that is not there or does not work with this Python, or nothing."""
    compiler = os.environ.get("CC") or "cc"
    command = compiler.split() + ["-fsyntax-only", "-I", header_folder(), "-x", "c", "-"]
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError:
        return "durable-rules is built by a C compiler, but there is no %s: install it, or name one with CC=" % compiler
    said = process.communicate(b"#include <Python.h>\n")[0].decode("utf-8", "replace")
    if process.returncode == 0:
        return None
    error = ([line.strip() for line in said.splitlines() if "error" in line] + ["it does not say why"])[0]
    return "the C compiler %s fails on %s's headers (%s): mend it, or name another with CC=" % (
        compiler,
        name,
        error,
    )


def main(name):
    """Print what this Python is, or complain."""
    if name != "--identity":
        wrong = wrong_python(name)
        complaint = wrong or missing_part(name)
        if complaint:
            sys.stdout.write(complaint + "\n")
            return 3 if wrong else 4
    sys.stdout.write(identity() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
