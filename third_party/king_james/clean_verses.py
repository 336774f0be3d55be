#!/usr/bin/python3
"""Reads what SWORD's mod2imp prints of a Bible and writes plain text: `# Genesis`, then one verse a line, `1:1<TAB>text`.

mod2imp prints a key line ($$$Genesis 1:1), then the verse on one line or more. Keys with a 0 are headings and are dropped.
Removed: Strong's numbers (<H0430>), name-of-God marks (\\nd), pilcrows; white space is folded, and none stays before , . ; : ! ? )
"""

import re
import sys

VERSE_KEY = re.compile(r"\$\$\$(.+) ([1-9]\d*:[1-9]\d*)$")


def clean(text):
    text = re.sub(r"<[GH]\d+>|\\nd |¶", " ", text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r" ([,.;:!?)])", r"\1", text)


def verses(lines):
    """Yields (book, "chapter:verse", text); a verse without text is left out."""
    key, parts = None, []
    for line in [*lines, "$$$"]:
        if not line.startswith("$$$"):
            parts.append(line)
            continue
        text = clean(" ".join(parts))
        if key and text:
            yield key[1], key[2], text
        key, parts = VERSE_KEY.match(line.rstrip()), []


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    current = None
    for book, number, text in verses(sys.stdin):
        if book != current:
            current = book
            print("#", book)
        print(number, text, sep="\t")


if __name__ == "__main__":
    main()
