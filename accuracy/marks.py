"""Which characters of a text stand inside quotation marks.

Double curly, double straight and low-high marks and guillemets, and single marks that pair up around at least two words. A mark
without a partner runs to the end of its paragraph (a line). Used to call content direct (all of it inside), mixed or indirect.
"""
import re

OPENING, CLOSING, EITHER = "\u201c\u201e\u201f\u00ab", "\u201d\u00bb", '"\u2033'
SINGLE = re.compile(r"(?<![\w'\u2019])['\u2018](?=\w)([^\n\u2018]{2,400}?)(?<=[\w.,!?\u2014-])['\u2019](?!\w)")


def inside(text):
    """One byte per code point of `text`: 1 inside quotation marks (marks included), else 0."""
    mask = bytearray(len(text))
    base = 0
    for line in text.split("\n"):
        spans, start = [], None
        for i, char in enumerate(line):
            if char not in OPENING + CLOSING + EITHER:
                continue
            before, after = line[i - 1:i] or " ", line[i + 1:i + 2] or " "
            looks_open = (before.isspace() or before in "([\u2014\u2013") and not after.isspace()
            if start is None:
                if char in CLOSING and not before.isspace() and not after.isalnum():
                    continue
                start = i
            elif char in OPENING and looks_open:
                continue
            elif char in EITHER and looks_open:
                start = i
            else:
                spans.append((start, i + 1))
                start = None
        if start is not None:
            spans.append((start, len(line)))
        for single in SINGLE.finditer(line):
            if " " in single.group(1) and not any(s < single.end() and single.start() < e for s, e in spans):
                spans.append(single.span())
        for s, e in spans:
            mask[base + s:base + e] = b"\1" * (e - s)
        base += len(line) + 1
    return mask


def kind(text, mask, spans):
    """direct, mixed or indirect, by the letters and digits of `spans`."""
    flags = [mask[i] for s, e in spans for i in range(s, e) if text[i].isalnum()]
    return "indirect" if not any(flags) else "direct" if all(flags) else "mixed"
