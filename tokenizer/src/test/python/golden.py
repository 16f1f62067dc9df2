"""Writes the golden files of the tokenizer's tests with HuggingFace tokenizers.

    python golden.py RESOURCES [DATA]

RESOURCES is the folder src/test/resources/dev/continuo/tokenizer/golden. With DATA, the repository's
data folder, the corpora are made anew as well. Made with tokenizers 0.23.2.
"""
import hashlib
import json
import pathlib
import random
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers import pre_tokenizers as pre
from tokenizers import trainers

END = "<|endoftext|>"
DATA = pathlib.Path(__file__).resolve().parents[4] / "data"
MODERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s"
          r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
SETTINGS = [("english", "GPT2", 300, 0), ("english", "GPT2", 2000, 0), ("english", "GPT4", 1000, 0),
            ("english", "QWEN", 32000, 2), ("chinese", "GPT2", 500, 0), ("chinese", "QWEN", 32000, 0),
            ("code", "GPT2", 1000, 0), ("code", "GPT4", 2000, 3), ("emoji", "GPT2", 800, 0),
            ("emoji", "GPT4", 32000, 0), ("random", "GPT2", 1000, 0), ("random", "QWEN", 32000, 0)]
SETTINGS += [(name, kind, size, 0)
             for name, kind in [("code", "QWEN"), ("emoji", "GPT2"), ("random", "GPT2"), ("devils-dictionary", "GPT2"),
                                ("devils-dictionary", "GPT2_DIGITS"), ("tang-300", "GPT4")]
             for size in [300, 2000, 8192, 32000]]
ALPHABETS = ["abc ", "a'sStlLlreEdDmMvVſ \n", "ab1٢2½\n.! ", "é汉字 。\n", "😀👍🏽\u200d❤️ ", " \n\r\t\u00a0\u3000x.",
             "e\u0301\u0323a", "<|endoftext|> "]


def unicode_text(rng, length):
    points = []
    while len(points) < length:
        point = rng.randrange(rng.choice([0x80, 0x800, 0x3000, 0x10000, 0x110000]))
        if not 0xD800 <= point < 0xE000:
            points.append(chr(point))
    return "".join(points)


def corpora(folder, data):
    rng = random.Random(4)
    here = pathlib.Path(__file__).resolve().parents[3]
    texts = {
        "english": (data / "devils-dictionary.txt").read_text()[:30000],
        "chinese": (data / "tang-300.txt").read_text()[:8000],
        "code": "".join(p.read_text() for p in sorted(here.rglob("word/*Scanner.java"))),
        "emoji": "".join(rng.choice(["😀", "👍🏽", "👩\u200d🚀", "❤️", "🇫🇷", "ok ", "\n", " "]) for _ in range(3000)),
        "random": unicode_text(rng, 4000).replace("\r", "\n"),
    }
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text.encode())


def pre_tokenizer(kind):
    if kind == "GPT2_DIGITS":
        return pre.Sequence([pre.Digits(individual_digits=True), pre.ByteLevel(add_prefix_space=False)])
    if kind == "GPT2":
        return pre.ByteLevel(add_prefix_space=False)
    pattern = MODERN % ("{1,3}" if kind == "GPT4" else "")
    return pre.Sequence([pre.Split(Regex(pattern), "isolated"),
                         pre.ByteLevel(add_prefix_space=False, use_regex=False)])


def train(lines, kind, size, minimum):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer(kind)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, min_frequency=minimum, special_tokens=[END],
                                  initial_alphabet=pre.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(lines, trainer)
    return tokenizer


def sha(lines):
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read_lines(folder, name):
    file = folder / f"{name}.txt"
    text = (file if file.exists() else DATA / f"{name}.txt").read_bytes().decode()
    return [line + "\n" for line in text.split("\n")[:-1]] + [text.split("\n")[-1]]


def merges(folder):
    golden = []
    for name, kind, size, minimum in SETTINGS:
        lines = read_lines(folder, name)
        tokenizer = train(lines, kind, size, minimum)
        learned = json.loads(tokenizer.to_str())["model"]["merges"]
        ids = tokenizer.encode("".join(lines)).ids
        golden.append({"corpus": name, "preTokenizer": kind, "vocabularySize": size,
                       "minimumFrequency": minimum, "merges": len(learned),
                       "mergesSha256": sha([" ".join(pair) for pair in learned]),
                       "ids": len(ids), "idsSha256": sha([str(i) for i in ids])})
    return golden


def plain(tokenizer):
    """The tokenizer without the special token, which then is text like any other."""
    state = json.loads(tokenizer.to_str())
    state["added_tokens"] = []
    return Tokenizer.from_str(json.dumps(state))


def fuzz(folder):
    rng = random.Random(5)
    strings = ["".join(rng.choice(alphabet) for _ in range(rng.randrange(1, 30)))
               for alphabet in ALPHABETS for _ in range(6)]
    strings += [unicode_text(rng, rng.randrange(1, 20)) for _ in range(30)] + [END, f"a{END}b", ""]
    golden = []
    for kind in ["GPT2", "GPT2_DIGITS", "GPT4", "QWEN"]:
        tokenizer = plain(train(read_lines(folder, "english"), kind, 1000, 0))
        golden.append({"preTokenizer": kind, "vocabularySize": 1000,
                       "ids": [tokenizer.encode(s).ids for s in strings]})
    return {"strings": strings, "tokenizers": golden}


def foreign(folder):
    """Small tokenizers of other kinds, with texts, their ids, and what these decode to."""
    lines = read_lines(folder, "english")[:60]
    specials = ["<unk>", "<s>", "</s>"]
    metaspace = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    metaspace.pre_tokenizer = pre.Metaspace()
    metaspace.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    byte_tokens = [f"<0x{value:02X}>" for value in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=450, special_tokens=specials + byte_tokens, show_progress=False)
    metaspace.train_from_iterator(lines, trainer)
    state = json.loads(metaspace.to_str())
    state["added_tokens"] = state["added_tokens"][:3]
    metaspace = Tokenizer.from_str(json.dumps(state))

    wordpiece = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    wordpiece.normalizer = normalizers.BertNormalizer()
    wordpiece.pre_tokenizer = pre.BertPreTokenizer()
    wordpiece.decoder = decoders.WordPiece()
    wordpiece.train_from_iterator(lines, trainers.WordPieceTrainer(
        vocab_size=300, special_tokens=["[UNK]", "[CLS]"], show_progress=False))

    unigram = Tokenizer(models.Unigram())
    unigram.pre_tokenizer = pre.Metaspace()
    unigram.decoder = decoders.Metaspace()
    unigram.train_from_iterator(lines, trainers.UnigramTrainer(
        vocab_size=300, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False))

    added = train(lines, "QWEN", 300, 0)
    added.add_tokens([AddedToken("<think>", special=False)])
    added.add_special_tokens(["<|start|>", "<|stop|>"])

    texts = ["The cat's hat, 42 times.", "  two  spaces\nand a line", "naïve 汉字 😀 done", "<s> is text"]
    golden = {}
    for name, tokenizer in [("metaspace", metaspace), ("wordpiece", wordpiece), ("unigram", unigram), ("added", added)]:
        encoded = [tokenizer.encode(text).ids for text in texts[:3]]
        golden[name] = {"size": tokenizer.get_vocab_size(), "tokenizer": json.loads(tokenizer.to_str()),
                        "texts": texts[:3], "ids": encoded,
                        "decoded": [tokenizer.decode(ids) for ids in encoded]}
    think = "a<think>b"
    golden["added"]["texts"].append(think)
    golden["added"]["ids"].append(added.encode(think).ids)
    golden["added"]["decoded"].append(added.decode(added.encode(think).ids))
    return golden


def main():
    folder = pathlib.Path(sys.argv[1])
    if len(sys.argv) > 2:
        corpora(folder, pathlib.Path(sys.argv[2]))
    for name, value in [("merges", merges(folder)), ("fuzz", fuzz(folder)), ("foreign", foreign(folder))]:
        (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=True) + "\n")


main()
