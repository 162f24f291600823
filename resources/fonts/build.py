#!/usr/bin/env python3
"""Makes the bundled fonts from the npm packages they come from.

    npm pack @ibm/plex-sans@1.1.0 @ibm/plex-mono@2.5.0 lucide-static@1.62.0   (unpack each beside the other)
    pip install fonttools brotli
    build.py FOLDER_WITH_THE_UNPACKED_PACKAGES

IBM Plex is cut down to the scripts it draws (Latin, Greek, Cyrillic, punctuation, arrows) and renamed,
because the Open Font License reserves the name "Plex" for unmodified copies. Lucide is cut down to the
icons named in icons.txt; the filled star is the outer contour of its star.
"""
import json
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphCoordinates

HERE = pathlib.Path(__file__).parent
TEXT = [(0x20, 0x7E), (0xA0, 0x24F), (0x259, 0x259), (0x2B0, 0x36F), (0x370, 0x52F), (0x1E00, 0x1EFF),
        (0x2000, 0x206F), (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218F),
        (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2500, 0x25FF), (0x2713, 0x2717),
        (0xFB00, 0xFB06), (0xFFFC, 0xFFFD)]
FILLED_STAR = 0xF000


def cut(source, unicodes, hinting):
    options = subset.Options(layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl"],
                             hinting=hinting, notdef_outline=True, name_IDs=["*"], name_languages=[0x409])
    font = TTFont(source)
    job = subset.Subsetter(options)
    job.populate(unicodes=unicodes)
    job.subset(font)
    return font


def rename(font, family, style):
    names = font["name"]
    keep = {0, 5, 8, 9, 11, 12, 13, 14}
    names.names = [n for n in names.names if n.nameID in keep]
    legacy = style if style in ("Regular", "Bold", "Italic", "Bold Italic") else "Regular"
    legacy_family = family if style == legacy else f"{family} {style}"
    texts = {1: legacy_family, 2: legacy, 3: f"Pombo: {family} {style}", 4: f"{family} {style}",
             6: f"{family}-{style}".replace(" ", "")}
    if style != legacy:
        texts |= {16: family, 17: style}
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)


def text_face(source, family, style, target):
    font = cut(source, [c for a, b in TEXT for c in range(a, b + 1)], hinting=False)
    rename(font, family, style)
    font.flavor = None
    font["post"].formatType = 3.0
    font.save(HERE / target)


def icon_face(package):
    codes = json.loads((package / "font/codepoints.json").read_text())
    wanted = (HERE / "icons.txt").read_text().split()
    font = cut(package / "font/lucide.ttf", [codes[name] for name in wanted], hinting=False)
    glyphs, cmap = font["glyf"], font.getBestCmap()
    star = glyphs[cmap[codes["star"]]]
    points, ends, flags = star.coordinates, star.endPtsOfContours, star.flags
    spans = list(zip([0] + [e + 1 for e in ends[:-1]], ends))
    first, last = max(spans, key=lambda s: max(points[i][1] for i in range(s[0], s[1] + 1)))
    filled = Glyph()
    filled.numberOfContours = 1
    filled.coordinates = GlyphCoordinates(points[first:last + 1])
    filled.flags = flags[first:last + 1]
    filled.endPtsOfContours = [last - first]
    filled.program = star.program
    filled.recalcBounds(glyphs)
    font.setGlyphOrder(font.getGlyphOrder() + ["star-filled"])
    glyphs["star-filled"] = filled
    font["hmtx"]["star-filled"] = font["hmtx"][cmap[codes["star"]]]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[FILLED_STAR] = "star-filled"
    rename(font, "Pombo Icons", "Regular")
    font["post"].formatType = 3.0
    font.save(HERE / "pombo-icons.ttf")
    print("\n".join(f"{name} {codes[name]:04x}" for name in wanted), f"\nstar-filled {FILLED_STAR:04x}")


def main(folder):
    def package(start):
        return next(p for p in pathlib.Path(folder).glob(f"{start}*/package"))

    sans = package("ibm-plex-sans") / "fonts/complete/woff2"
    mono = package("ibm-plex-mono") / "fonts/complete/woff2"
    for style in ("Regular", "SemiBold", "Bold", "Italic", "BoldItalic"):
        spoken = {"SemiBold": "SemiBold", "BoldItalic": "Bold Italic"}.get(style, style)
        text_face(sans / f"IBMPlexSans-{style}.woff2", "Pombo Sans", spoken, f"pombo-sans-{style.lower()}.ttf")
    for style in ("Regular", "Bold"):
        text_face(mono / f"IBMPlexMono-{style}.woff2", "Pombo Mono", style, f"pombo-mono-{style.lower()}.ttf")
    icon_face(package("lucide-static"))


main(sys.argv[1])
