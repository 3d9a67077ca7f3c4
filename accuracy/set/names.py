"""Do two names mean one actor? By the project's world files (id, name, aliases), else by words.

Words are compared without case, accents, marks, articles and titles; words for a state ("Iraqi", "Baghdad's", "US") count as its code, and
"government" after one is dropped. Two names are one when their words are the same, or when the shorter is part of the longer and holds
the longer's chief word (the last one before a preposition: "Hale" of "Corin Hale", "defence ministry" of "the Tarvian defence ministry").
"""
import pathlib
import re
import tomllib
import unicodedata

ROOT = pathlib.Path(__file__).parent.parent.parent
SMALL = frozenset("the a an of and for in at on to from with by its his her their our al el s".split())
TITLES = frozenset("mr mrs ms dr sir lord lady president minister ministers prime foreign secretary defence defense interior general gen lt col colonel maj major captain capt sgt brigadier "
                   "spokesman spokeswoman spokesperson sheikh sayyid ayatollah grand king prince senator governor chancellor premier deputy vice chief commander leader press state staff officer".split())
STOP = re.compile(r"\b(of|in|for|from|with|at|on|who|close|near|by|to|said|familiar|based)\b|,", re.I)
GOVERNMENT = frozenset("government republic authorities state administration regime".split())


def plain(text):
    text = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u02bc", "'"))
    text = "".join(c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf").casefold()
    text = re.sub(r"\b((?:[a-z]\.)+[a-z])\.?(?![a-z])", lambda m: m.group(1).replace(".", ""), text)
    return re.sub(r"'s\b|(?<=s)'(?!\w)", "", text)


def table(path):
    if not path.exists():
        return []
    lines = [l for l in path.read_text(encoding="utf-8").splitlines() if l.strip() and not l.startswith("#")]
    head = lines[0].split("\t")
    return [dict(zip(head, l.split("\t"))) for l in lines[1:]]


class World:
    """States and actors of the world files, for comparing names and for border codes."""

    def __init__(self, root=ROOT):
        self.codes, self.states, self.actors, self.alias = {}, {}, {}, {}
        for path in (root / "data" / "states.tsv", root / "sample" / "world" / "states.sample.tsv", root / "accuracy" / "set" / "world" / "states.set.tsv"):
            for row in table(path):
                for field in ("name", "names", "adjectives", "people", "capitals", "seats"):
                    for name in filter(None, (row.get(field) or "").split("|")):
                        if name != "-":
                            self.codes.setdefault(" ".join(re.findall(r"\w+", plain(name))), row["code"])
                self.states[row["code"].lower()] = row["name"]
        for code, names in (("US", "us|american|americans|u s|washington"), ("GB", "uk|british|britons|london|u k|britain")):
            for name in names.split("|"):
                self.codes[name] = code
        for name in ("march", "turkey's", "polish", "nice"):
            self.codes.pop(name, None)
        self.longest = max((len(name.split()) for name in self.codes), default=1)
        for path in sorted((root / "data" / "actors").glob("*.toml")) + [root / "sample" / "world" / "actors.sample.toml"]:
            if path.exists():
                for key, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
                    self.actors[key] = row
                    for name in [row["name"]] + row.get("aliases", []):
                        self.alias.setdefault(plain(name), key)

    def code(self, name):
        """ISO code of a state's name or code; the name itself when no world file knows it."""
        return name if re.fullmatch("[A-Z]{2}", name) else self.codes.get(" ".join(re.findall(r"\w+", plain(name))), name)

    def words(self, name):
        raw, found, i = re.findall(r"\w+", plain(name)), [], 0
        while i < len(raw):
            for n in range(min(self.longest, len(raw) - i), 0, -1):
                code = self.codes.get(" ".join(raw[i:i + n]))
                if code:
                    found.append("@" + code)
                    i += n
                    break
            else:
                if raw[i] not in SMALL:
                    found.append(raw[i])
                i += 1
        kept = [w for w in found if w not in GOVERNMENT]
        return kept if kept and all(w.startswith("@") for w in kept) else found

    def chief(self, name):
        words = self.words(STOP.split(name, maxsplit=1)[0]) or self.words(name)
        return words[-1] if words else None

    def same(self, a, b, actor=None):
        """Whether names a and b mean one actor; `actor` is b's id, when it has one."""
        if actor:
            known = self.alias.get(plain(a))
            if known == actor or (actor in self.states and self.words(a) == ["@" + actor.upper()]):
                return True
            row = self.actors.get(actor)
            if row and any(self.alike(a, name) for name in [row["name"]] + row.get("aliases", [])):
                return True
        return self.alike(a, b)

    def alike(self, a, b):
        one, two = set(self.words(a)), set(self.words(b))
        if not one or not two:
            return False
        bare = lambda words: {w for w in words if w not in TITLES and not w.startswith("@")}
        if one == two or (bare(one) == bare(two) and len(bare(one)) > 1):
            return True
        small, large, name = (one, two, b) if len(one) < len(two) else (two, one, a)
        return small < large and self.chief(name) in small and not small <= TITLES
