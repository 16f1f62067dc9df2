"""Writes golden.jsonl: what datatrove's Gopher, C4 and FineWeb filters decide about small texts.

    python golden.py DATATROVE_CHECKOUT TEXT_FILE... > golden.jsonl

The filters are datatrove's own code. Words and sentences, for which datatrove asks spaCy and NLTK, come from the two
regular expressions below, which find the same words as Unicode annex 29 in nearly every place of plain English. Where a
stricter expression for sentences changes C4's decision, it is left open (null).
"""

import importlib.util
import json
import pathlib
import random
import re
import sys
import types

checkout = pathlib.Path(sys.argv[1]) / "src" / "datatrove"
WORD = re.compile(r"\w+(?:['’.]\w+)*")
SENTENCE = re.compile(r".+?[.!?]+[\"'’”)]*(?:\s+|$)|.+$", re.S)


def module(name, **contents):
    made = types.ModuleType(name)
    made.__dict__.update(contents)
    sys.modules[name] = made
    return made


class BaseFilter:
    def __init__(self, exclusion_writer=None):
        pass

    def stat_update(self, *labels, **counts):
        pass


class Document:
    def __init__(self, text):
        self.text = text


class Languages:
    english = "eng"


text_source = (checkout / "utils" / "text.py").read_text()
constants = {"__name__": "constants"}
exec(text_source[text_source.index("PUNCTUATION =") : text_source.index("@dataclass")], constants)
STRICTER_SENTENCE = re.compile(r".+?[.!?]+[\"'’”)]*(?:\s+(?=[\"'‘“(]*[A-Z])|$)|.+$", re.S)
sentence = SENTENCE
module("datatrove")
for package in ("data", "io", "pipeline", "pipeline.filters", "pipeline.writers", "utils"):
    module("datatrove." + package)
sys.modules["datatrove.data"].Document = Document
sys.modules["datatrove.io"].cached_asset_path_or_download = None
module("datatrove.pipeline.filters.base_filter", BaseFilter=BaseFilter)
module("datatrove.pipeline.writers.disk_base", DiskWriter=object)
module("datatrove.utils.typeshelper", Languages=Languages)
module(
    "datatrove.utils.text",
    PUNCTUATION_SET=set(constants["PUNCTUATION"]),
    TERMINAL_PUNCTUATION=constants["TERMINAL_PUNCTUATION"],
    split_into_words=lambda text, language: WORD.findall(text),
    split_into_sentences=lambda text, language: [s for s in sentence.findall(text) if s.strip()],
)


def load(name):
    full = "datatrove.pipeline.filters." + name
    spec = importlib.util.spec_from_file_location(full, checkout / "pipeline" / "filters" / (name + ".py"))
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[full] = loaded
    spec.loader.exec_module(loaded)
    return loaded


repetition = load("gopher_repetition_filter").GopherRepetitionFilter()
quality = load("gopher_quality_filter").GopherQualityFilter()
c4 = load("c4_filters").C4QualityFilter()
fineweb = load("fineweb_quality_filter").FineWebQualityFilter()


def decide(filters, text):
    for each in filters:
        document = Document(text)
        result = each.filter(document)
        if isinstance(result, tuple):
            return result[1], text
    return "", document.text


random.seed(7)
texts = []
for name in sys.argv[2:]:
    paragraphs = [p for p in pathlib.Path(name).read_text().split("\n\n") if 40 < len(p) < 900]
    random.shuffle(paragraphs)
    for i in range(0, 28, 4):
        joined = "\n\n".join(paragraphs[i : i + 4])
        flowing = re.sub(r"(?<!\n)\n(?!\n)", " ", re.sub(r"[ \t]+", " ", joined))
        texts += [flowing, joined]
base = texts[:20]
words = [t.split() for t in base]
texts += [b[:150] for b in base[:3]]
texts += ["\n".join("- " + " ".join(w[i : i + 6]) for i in range(0, len(w), 6)) for w in words[:3]]
texts += ["\n".join(" ".join(w[i : i + 9]) + " ..." for i in range(0, len(w), 9)) for w in words[3:6]]
texts += [b.replace(" ", " # ", len(b) // 20) for b in base[6:8]]
texts += [" ".join(w[i % len(w)] if i % 3 else str(i * 7919) for i in range(150)) for w in words[8:10]]
texts += [b + "\n\n" + b for b in base[10:13]]
texts += [b + "\n" + "\n".join(["This very line stands here again and again."] * 12) for b in base[13:15]]
texts += [b + (" " + b.split(". ")[0]) * 6 for b in base[15:17]]
texts += [" ".join(w[i] for w in words for i in range(3))[:900] for _ in range(1)]
texts += [b + "\nWe use cookies, as our privacy policy says.\nPlease enable JavaScript to see this page." for b in base[:2]]
texts += [b + "\nLorem ipsum dolor sit amet, they said." for b in base[2:4]]
texts += [b + "\nif (x) { return 1; } else the end." for b in base[4:6]]
texts += ["\n".join(" ".join(w[i : i + 3]) for i in range(0, len(w), 3)) for w in words[16:18]]
texts += ["\n".join(" ".join(w[i : i + 12]) for i in range(0, len(w), 12)) for w in words[4:7]]
texts += ["Menu\nHome\nAbout us\nContact\n" + b for b in base[7:9]]
texts += [" ".join(" ".join(w[i : i + 3]) + " blue sky" for i in range(0, 120, 3)) + "." for w in words[:2]]
texts += ["\n".join(" ".join(w[i : i + 30]) + "..." for i in range(0, len(w), 30)) for w in words[7:10]]
texts += ["\n".join(v.strip(",.;") * 3 + " " + v.strip(",.;") * 3 + "." for v in w[:40] if len(v) > 6) for w in words[2:4]]
texts += [" ".join(w + w[20:70]) for w in words[10:13]]
texts += ["pneumonoultramicroscopic " * 60, "a b c d e f g of to be it I " * 12, "Short."]

for text in texts:
    text = text.strip()
    gopher, _ = decide([quality, repetition], text)
    c4_reason, c4_text = decide([c4], text)
    sentence = STRICTER_SENTENCE
    if decide([c4], text)[0] != c4_reason:
        c4_reason = None
    sentence = SENTENCE
    fineweb_reason, _ = decide([fineweb], text)
    print(
        json.dumps(
            {
                "text": text,
                "gopher": gopher,
                "c4": c4_reason,
                "c4_text": c4_text if c4_reason == "" and c4_text != text else None,
                "fineweb": fineweb_reason,
            },
            ensure_ascii=False,
        )
    )
