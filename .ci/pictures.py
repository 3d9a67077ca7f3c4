"""The pictures of `--plot`, rendered to PNG and looked at: every word is on the sheet, lies on no other word and can be told from what is
behind it. Imported by e2e.py; `pictures.py FILE.svg...` looks at files and writes each as PNG beside it.

Widths are those of a real font here, not the estimate the drawing makes. Needs resvg-py and pillow, and a font (Debian: fonts-dejavu-core).
"""
import copy
import io
import sys
import xml.etree.ElementTree as tree

import resvg_py
from PIL import Image, ImageChops

SVG = "{http://www.w3.org/2000/svg}"
# Marks inside a disc or a field are drawn on something by design; longer words never are.
MARK_CHARS_MAX = 2
# Least difference of a channel, of 255, between words and what is behind them.
CONTRAST_MIN = 90
# Pixels around the drawing that are looked at too.
RIM = 200
tree.register_namespace("", SVG[1:-1])


def rendered(drawing):
    """The drawing as grey-free pixels, at its own size."""
    png = resvg_py.svg_to_bytes(svg_string=tree.tostring(drawing, encoding="unicode"), background="white")
    return bytes(png), Image.open(io.BytesIO(bytes(png))).convert("RGB")


def alone(drawing, words):
    """The place of one text: nothing but it, on a sheet that is larger by a rim, so that what leaves the drawing is seen."""
    wide, high = float(drawing.get("width")), float(drawing.get("height"))
    # A copy of an element shares its attributes with it.
    sheet = tree.Element(drawing.tag, dict(drawing.attrib))
    sheet.set("width", str(wide + 2 * RIM))
    sheet.set("height", str(high + 2 * RIM))
    sheet.set("viewBox", "%s %s %s %s" % (-RIM, -RIM, wide + 2 * RIM, high + 2 * RIM))
    sheet.append(words)
    _, picture = rendered(sheet)
    blank = Image.new("RGB", picture.size, "white")
    # White letters leave nothing on white: they are looked for on black.
    white = words.get("fill", "").lower() in ("#fff", "#ffffff")
    if white:
        inked = copy.deepcopy(words)
        inked.set("fill", "#000000")
        sheet.remove(words)
        sheet.append(inked)
        _, picture = rendered(sheet)
    return ImageChops.difference(picture, blank)


def problems(drawing):
    """What somebody who looks at the picture would say is wrong, a sentence each."""
    found, boxes = [], []
    png, whole = rendered(drawing)
    wide, high = int(float(drawing.get("width"))), int(float(drawing.get("height")))
    if whole.size != (wide, high) or not png.startswith(b"\x89PNG"):
        found.append("the picture is %s, not %s" % (whole.size, (wide, high)))
    for words in [w for w in drawing.iter(SVG + "text") if (w.text or "").strip()]:
        said, ink = words.text.strip(), alone(drawing, words)
        box = ink.getbbox()
        if box is None:
            found.append("%r leaves no ink: no font?" % said)
            continue
        box = tuple(edge - RIM for edge in box)
        if box[0] < 0 or box[1] < 0 or box[2] > wide or box[3] > high:
            found.append("%r leaves the sheet at %s" % (said, box))
            continue
        without = copy.copy(drawing)
        without.remove(words)
        _, bare = rendered(without)
        difference = ImageChops.difference(whole, bare).crop(box)
        if max(high for _, high in difference.getextrema()) < CONTRAST_MIN:
            found.append("%r cannot be told from what is behind or before it" % said)
        if len(said) > MARK_CHARS_MAX:
            found += ["%r lies on %r" % (said, other) for other, (l, t, r, b) in boxes if box[0] < r and l < box[2] and box[1] < b and t < box[3]]
            boxes.append((said, box))
    if len(boxes) < 4:
        found.append("only %d texts" % len(boxes))
    return found


def look(path):
    return problems(tree.parse(path).getroot())


def sees(check):
    """The look itself, on drawings with a mistake: each is told."""
    sheet = '<svg xmlns="http://www.w3.org/2000/svg" font-family="DejaVu Sans, Verdana, Arial, sans-serif" width="300" height="120"><rect width="300" height="120" fill="#ffffff"/>%s</svg>'
    good = "".join('<text x="20" y="%d" fill="#222222">words of line %d</text>' % (20 + 20 * n, n) for n in range(4))
    told = lambda more: problems(tree.fromstring(sheet % (good + more)))
    check("a good drawing has no problem", told("") == [], told(""))
    for what, more in (("lies on", '<text x="30" y="24" fill="#222222">other words</text>'), ("leaves the sheet", '<text x="250" y="110" fill="#222222">a long line of words</text>'),
                       ("cannot be told", '<text x="150" y="110" fill="#f8f8f8">pale words</text>'),
                       ("cannot be told", '<text x="150" y="110" fill="#222222">hidden</text><rect x="140" y="90" width="100" height="30" fill="#222222"/>')):
        check("a drawing where a text %s is found out" % what, any(what in p for p in told(more)), told(more))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, look(name) or "legible")
        with open(name[:-4] + ".png", "wb") as out:
            out.write(rendered(tree.parse(name).getroot())[0])
