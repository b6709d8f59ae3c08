#!/usr/bin/python3 -B
"""Databases from what `make --dry-run --print-directory` prints: database_from_make.py ROOT DIRECTORY <OUTPUT

Writes two files into DIRECTORY:
  compile_commands.json  each file once, with the first command that compiles it
  link_commands.json     each program, library and archive once, with the command that links it or fills it (ar):
                         [{directory, arguments, output}], what Lintel reads where the build leaves no link commands
Commands that the shell would have to expand (backquotes) are left as they are: only their plain words are read.
"""
import json
import os
import pathlib
import re
import shlex
import sys

COMPILERS = re.compile(r"^(.*/)?(cc|gcc|clang|g\+\+|c\+\+|clang\+\+)(-\d+)?$")
ARCHIVERS = re.compile(r"^(.*/)?(gcc-|llvm-)?ar(-\d+)?$")
LIBTOOL_ONLY = re.compile(r"^-(rpath|version-info|release|export-symbols(-regex)?)$")  # these take a value
SOURCE = re.compile(r"\.(c|cc|cpp|cxx)$")
NO_LINK = {"-c", "-E", "-S", "-M", "-MM", "-fsyntax-only"}


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


def program(words, pattern):
    """The words from the program of that name on."""
    return next((words[start:] for start, word in enumerate(words) if pattern.match(word)), [])


def compilation(words):
    """The words of the compiler and the one source file that they compile."""
    command = program(words, COMPILERS)
    sources = [name for name in command[1:] if SOURCE.search(name) and not name.startswith("-")]
    return (command, sources[0]) if len(sources) == 1 and "-c" in command else None


def without_libtool(words):
    """What libtool would hand on: its options are gone, and the object of x.lo is x.o."""
    kept = [word for before, word in zip([""] + words, words) if not LIBTOOL_ONLY.match(before) and not LIBTOOL_ONLY.match(word)]
    return [re.sub(r"\.lo$", ".o", word) for word in kept if word != "-no-undefined"]


def link(words):
    """The words of the linker or archiver, and what they make."""
    command = program(words, COMPILERS)
    if any(word.endswith("libtool") for word in words):
        command = without_libtool(command)
    if "-o" in command[:-1] and not NO_LINK & set(command):
        return command, command[command.index("-o") + 1]
    command = program(words[:1], ARCHIVERS) and words
    if len(command) > 3 and re.match(r"-?[a-zA-Z]*[rq]", command[1]):
        return command, command[2]
    return None


def main():
    root = os.path.realpath(sys.argv[1])
    compilations, links = {}, {}
    for directory, words in commands(sys.stdin.read()):
        if found := compilation(words):
            arguments, source = found
            file = os.path.normpath(os.path.join(directory, source))
            if file.startswith(root) and os.path.exists(file):
                compilations.setdefault(file, {"directory": directory, "file": file, "arguments": arguments})
        elif found := link(words):
            arguments, output = found
            file = os.path.normpath(os.path.join(directory, output))
            links.setdefault(file, {"directory": directory, "arguments": arguments, "output": output})
    for name, entries in (("compile_commands.json", compilations), ("link_commands.json", links)):
        text = json.dumps([entries[file] for file in sorted(entries)], indent=1)
        pathlib.Path(sys.argv[2], name).write_text(text)


main()
