#!/usr/bin/env python3
"""Makes license_hashes.txt from the texts of the SPDX License List (https://spdx.org/licenses).

    sbom/identity/license_hashes.py [ARCHIVE]

ARCHIVE is the npm package named below (CC0-1.0); without it, npm fetches it. The output holds hashes of word
sequences, no text. license_words.cpp prepares the texts to be judged in the same way; the test on the full
texts that Debian installs fails when the two part.
"""
import base64
import collections
import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

PACKAGE = "spdx-license-list@6.12.0"
INTEGRITY = "sha512-+nUYqm3aZMSHbjsthK+i/HHI2okTElCvqwUd4k8QcSk+FTGgjq+fsdFj2wZOaX6XmR2JdWhf/NeflNnvKOjcnQ=="
FOLDER = pathlib.Path(__file__).resolve().parent

SHINGLE = 5  # words
MINIMUM = 12  # shingles that a text must have to be recognised by them
RATES = ((800, 1), (2000, 4), (10**9, 8))  # of texts with fewer words, the hashes divisible by the rate are kept

# Beside the GNU licences that leave open whether later versions are meant.
DEPRECATED = ("BSD-2-Clause-FreeBSD", "BSD-2-Clause-NetBSD", "Net-SNMP", "Nunit", "StandardML-NJ", "bzip2-1.0.5",
              "eCos-2.0", "wxWindows")
JOINED = ("e", "non", "re", "sub")  # non-infringement is noninfringement
# What the templates of the BSD family let every user replace, in the forms that are in wide use.
HOLDERS = (("COPYRIGHT HOLDERS AND CONTRIBUTORS", "COPYRIGHT HOLDER OR CONTRIBUTORS"), ("AUTHOR", "AUTHOR"),
           ("AUTHORS", "AUTHORS"), ("AUTHOR AND CONTRIBUTORS", "AUTHOR OR CONTRIBUTORS"))
ENDORSERS = ("Neither the name of the copyright holder nor the names of its contributors may be used",
             "The name of the author may not be used", "The names of its contributors may not be used")
SPELLINGS = dict(line.split() for line in (FOLDER / "license_spellings.txt").read_text().splitlines()
                 if line and not line.startswith("#"))


def is_copyright_notice(tokens):
    """Copyright (c) 2001 ..., (c) 2001 ...; not "copyright notice and this permission notice"."""
    first, second = tokens[0], (tokens + [""])[1]
    if first == "copyright":
        return second in ("(c)", "by", "year", "yyyy") or second[:1].isdigit()
    return first == "(c)" and (second == "copyright" or second[:1].isdigit())


def words_of_line(line):
    """Lower-case words, without a copyright notice, a bullet or a comment's own word."""
    kept = (chr(b) if chr(b).isalnum() and b < 128 or chr(b) in "-.()" else " " for b in line.encode())
    tokens = "".join(kept).lower().split()
    while tokens and (not re.search("[a-z0-9]", tokens[0]) or tokens[0] in ("dnl", "rem")):
        tokens.pop(0)
    if not tokens or is_copyright_notice(tokens):
        return []
    if tokens[:2] == ["all", "rights"] and len(tokens) == 3 and tokens[2].startswith("reserved"):
        return []
    if re.fullmatch(r"\(?([0-9]{1,2}|[a-z]|[ivx]{1,4})[.)]", tokens[0]):
        tokens.pop(0)
    words = []
    for token in tokens:
        parts = [part for part in re.split("[^a-z0-9]+", token) if part]
        if len(parts) > 1 and parts[0] in JOINED and token.startswith(parts[0] + "-"):
            parts[0:2] = [parts[0] + parts[1]]
        words += [SPELLINGS.get(part, part) for part in parts]
    return words


def words_of(text):
    return [word for line in text.split("\n") for word in words_of_line(line)]


def is_disclaimer(paragraph):
    """Licences that differ in what they permit often share it, so that alone it proves none of them."""
    words = " ".join(words_of(paragraph))
    disclaims = re.search(r"\bas is\b|\bin no event\b|\bwarrant", words)
    permits = re.search(r"\bhereby granted\b|permission is granted|permission to use|redistribution and use", words)
    return bool(disclaims and not permits)


def word_hash(word):
    value = 2166136261  # FNV-1a, 32 bits
    for byte in word.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def disclaims_last(disclaiming):
    """Whether no permission and no condition comes after the first disclaimer (given for each word)."""
    return all(disclaiming[disclaiming.index(True):])


def shingles(text):
    """What the text permits and asks for, and what else it says."""
    words, disclaiming = [], []
    for paragraph in re.split(r"\n\s*\n", text):
        added = words_of(paragraph)
        words += map(word_hash, added)
        disclaiming += [is_disclaimer(paragraph)] * len(added)
    rate = next(rate for limit, rate in RATES if len(words) < limit)
    terms, rest = set(), set()
    for i in range(len(words) - SHINGLE + 1):
        value = 0
        for one in words[i:i + SHINGLE]:
            value = ((value ^ one) * 0x9E3779B97F4A7C15 + 1) & 0xFFFFFFFFFFFFFFFF
        value >>= 32
        if value % rate == 0:
            (rest if disclaiming[i] else terms).add(value)
    rest -= terms
    if len(terms) < MINIMUM:
        terms, rest = terms | rest, set()
    return rate, bool(rest) and disclaims_last(disclaiming), frozenset(terms), frozenset(rest)


def wordings(text):
    """The text with other holders of the copyright in the disclaimer, and another clause on endorsement."""
    for holders, holder in HOLDERS:
        for endorser in ENDORSERS if ENDORSERS[0] in text else ENDORSERS[:1]:
            other = text.replace(ENDORSERS[0], endorser)
            for mark, name in zip(HOLDERS[0], (holders, holder)):
                other = other.replace(mark, name)
            if other != text:
                yield other


def variants(name, text):
    """The text, and without what stands there beside the terms: a title, appendices, the GPL after the LGPL."""
    title, _, terms = text.partition("\n\n")
    is_title = re.search("licen[cs]e|no attribution", title, re.I) and len(words_of(title)) <= 8
    if is_title and len(words_of(terms)) < RATES[0][0]:  # the titles of long ones tell their versions
        text = terms
    if name.startswith("LGPL-3.0"):
        text = re.split(r"\n\s*GNU GENERAL PUBLIC LICENSE", text)[0]
    yield text
    if name in ("BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause"):
        yield from wordings(text)
    end = text.find("END OF TERMS AND CONDITIONS")
    if end > 0:
        yield text[:end]


def preferred(names):
    """Of ids that share one text: for GNU licences the one that promises least, else the shortest."""
    return min(names, key=lambda name: (not name.endswith("-only"), "invariants" in name, len(name), name))


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out + bytearray([number]))


def packed(numbers):
    """Sorted numbers as differences."""
    previous, out = 0, b""
    for number in sorted(numbers):
        out += varint(number - previous)
        previous = number
    return base64.b64encode(out).decode()


def archive():
    if len(sys.argv) > 1:
        return pathlib.Path(sys.argv[1]).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        packing = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, text=True,
                                 capture_output=True)
        return (pathlib.Path(folder) / packing.stdout.strip()).read_bytes()


def texts():
    data = archive()
    if "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode() != INTEGRITY:
        sys.exit(f"license_hashes: the archive is not {PACKAGE}")
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        entries = json.load(tar.extractfile("package/spdx-full.json"))
    return {name: entry["licenseText"] for name, entry in entries.items()}


def main():
    names_of = collections.defaultdict(list)
    for name, text in texts().items():
        if re.search(r"(GPL|GFDL)-[0-9.]+\+?$|-with-", name) or name in DEPRECATED:
            continue
        for variant in variants(name, text):
            row = shingles(variant)
            if len(row[2]) >= MINIMUM:
                names_of[row].append(name)
    dictionary = sorted(set().union(*(terms | rest for _, _, terms, rest in names_of)))
    index = {value: place for place, value in enumerate(dictionary)}
    rows = sorted((preferred(names), f"{rate}{'d' if last else ''}", packed(index[h] for h in terms),
                   packed(index[h] for h in rest) or "-") for (rate, last, terms, rest), names in names_of.items())
    lines = [
        f"# Hashes of the texts of the SPDX License List, made by license_hashes.py from {PACKAGE} (CC0-1.0).",
        "# First every hash; then rows of id, sampling rate (with a d when it ends with its disclaimer), places of its",
        "# hashes: of the terms, of the rest. Sorted numbers as differences, those as varints (seven bits a byte, lowest",
        "# first), those in base64.",
        packed(dictionary),
    ]
    lines += [" ".join(map(str, row)) for row in rows]
    (FOLDER / "license_hashes.txt").write_text("\n".join(lines) + "\n")


main()
