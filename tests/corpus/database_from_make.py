#!/usr/bin/python3 -B
"""A compile database from what `make --dry-run --print-directory` prints: database_from_make.py ROOT <OUTPUT

Each file is taken once, with the first command that compiles it. Commands that the shell would have to
expand (backquotes) are left as they are: only their plain words are read.
"""
import json
import os
import re
import shlex
import sys

COMPILERS = re.compile(r"^(.*/)?(cc|gcc|clang|g\+\+|c\+\+|clang\+\+)(-\d+)?$")
SOURCE = re.compile(r"\.(c|cc|cpp|cxx)$")


def commands(text):
    """(directory, words) of each simple command, in the order of the output."""
    directories = []
    for line in text.replace("\\\n", " ").splitlines():
        entered = re.search(r"Entering directory '(.*)'$", line)
        if entered:
            directories.append(entered[1])
        elif re.search(r"Leaving directory '.*'$", line) and directories:
            directories.pop()
        else:
            for part in re.split(r"&&|\|\||;", re.sub(r"`[^`]*`", " ", line)):
                try:
                    yield directories[-1] if directories else ".", shlex.split(part)
                except ValueError:
                    pass  # a quote that the split cut: no compile command has one


def compilation(words):
    """The words from the compiler on, when they compile one source file."""
    for start, word in enumerate(words):
        if COMPILERS.match(word):
            rest = words[start:]
            sources = [name for name in rest[1:] if SOURCE.search(name) and not name.startswith("-")]
            return (rest, sources[0]) if len(sources) == 1 and "-c" in rest else None
    return None


def main():
    root = os.path.realpath(sys.argv[1])
    entries = {}
    for directory, words in commands(sys.stdin.read()):
        found = compilation(words)
        if not found:
            continue
        arguments, source = found
        file = os.path.normpath(os.path.join(directory, source))
        if file.startswith(root) and os.path.exists(file):
            entries.setdefault(file, {"directory": directory, "file": file, "arguments": arguments})
    json.dump([entries[file] for file in sorted(entries)], sys.stdout, indent=1)


main()
