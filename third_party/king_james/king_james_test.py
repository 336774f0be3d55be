#!/usr/bin/python3
"""The extracted text is the whole King James Bible, plain: 66 books and 31,102 verses, numbered without a gap, no markup."""

import re
import sys

books, errors, previous = {}, [], (0, 0)
for number, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    line = line.rstrip("\n")
    if line.startswith("# "):
        book, previous = line[2:], (0, 0)
        books[book] = 0
        continue
    match = re.fullmatch(r"(\d+):(\d+)\t(\S.*\S)", line)
    if not match:
        errors.append(f"line {number} is no verse: {line!r}")
        continue
    place = int(match[1]), int(match[2])
    if place not in [(previous[0], previous[1] + 1), (previous[0] + 1, 1)]:
        errors.append(f"line {number}: {book} {place} follows {previous}")
    if re.search(r"[<>\\¶\t]|  | [,.;:!?)]", match[3]):
        errors.append(f"line {number} has markup in it: {line!r}")
    previous = place
    books[book] += 1

# Counts of the Authorized Version, as any concordance gives them.
for book, count in {"Genesis": 1533, "Psalms": 2461, "Revelation of John": 404}.items():
    if books.get(book) != count:
        errors.append(f"{book} has {books.get(book)} verses, not {count}")
if (len(books), sum(books.values())) != (66, 31102):
    errors.append(f"{len(books)} books and {sum(books.values())} verses, not 66 and 31102")
sys.exit("\n".join(errors[:20]) if errors else 0)
