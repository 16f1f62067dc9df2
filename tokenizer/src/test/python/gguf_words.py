"""Writes how the HuggingFace library cuts text for the pre-tokenizers that GGUF files name.

    python gguf_words.py RESOURCES

RESOURCES is the folder src/test/resources/dev/continuo/tokenizer/golden. The steps of each name are those in
the tokenizer.json of the models that llama.cpp named it after; the vocabulary is learned across words, so that
every cut shows in the ids. Made with tokenizers 0.23.2.
"""
import json
import pathlib
import sys

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, trainers
from tokenizers import pre_tokenizers as pre

CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
SPACES = r"|\s*[\r\n]+|\s+(?!\S)|\s+"
LOWER = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
UPPER = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
CASED = "[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-Ֆ]"


def level(words):
    return pre.ByteLevel(add_prefix_space=False, use_regex=words)


def splits(*patterns):
    return pre.Sequence([*(pre.Split(Regex(p), "isolated") for p in patterns), level(False)])


def digits(n):
    return splits(CONTRACTION + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}" + n + r"| ?[^\s\p{L}\p{N}]+[\r\n]*" + SPACES)


DEEPSEEK3 = (r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"""
             r"| ?[\p{P}\p{S}]+[\r\n]*" + SPACES)
NAMES = {
    "gpt-2": level(True),
    "mpt": level(True),
    "smollm": pre.Sequence([pre.Digits(True), level(True)]),
    "starcoder": pre.Sequence([pre.Digits(True), level(True)]),
    "command-r": pre.Sequence([pre.Digits(True), level(True)]),
    "llama-bpe": digits("{1,3}"),
    "dbrx": digits("{1,3}"),
    "qwen2": digits(""),
    "qwen35": splits(CONTRACTION + r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*" + SPACES),
    "tekken": splits(LOWER + "|" + UPPER + r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*" + SPACES),
    "gpt-4o": splits(LOWER + CONTRACTION + "?|" + UPPER + CONTRACTION + r"?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*" + SPACES),
    "seed-coder": splits(CONTRACTION + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+" + SPACES),
    "bloom": splits(r" ?[^(\s|[.,!?…。，、।۔،])]+"),
    "deepseek-v3": splits(r"\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+", DEEPSEEK3),
    "deepseek-llm": pre.Sequence([
        pre.Split(Regex(r"[\r\n]"), "isolated"), pre.Split(Regex(r"\s?" + CASED + "+"), "isolated"),
        pre.Split(Regex(r"\s?[!-/:-~！-／：-～‘-‟　-。]+"), "isolated"), pre.Split(Regex(r"\s+$"), "isolated"),
        pre.Split(Regex("[一-龥ࠀ-一가-퟿]+"), "isolated"), pre.Digits(True), level(False)]),
    "deepseek-coder": pre.Sequence([
        pre.Split(Regex(r"[\r\n]"), "isolated"), pre.Split(Regex(r"\s?\p{L}+"), "isolated"),
        pre.Split(Regex(r"\s?\p{P}+"), "isolated"), pre.Split(Regex("[一-龥ࠀ-一가-퟿]+"), "isolated"),
        pre.Digits(True), level(False)]),
    "falcon": pre.Sequence([
        pre.Punctuation("contiguous"), level(True), pre.Digits(False), pre.Split(Regex("[0-9][0-9][0-9]"), "isolated")]),
}
IGNORING = {"llama-bpe", "tekken"}
COMPOSING = {"qwen2", "qwen35", "mpt", "command-r"}
TEXTS = [
    "The HTTPServer isn't  here; it's 12345 or 1,234.5!", "I'LL say \"no\"... (twice)\n\n\n  then\tgo /usr/bin//x",
    "café CAFE\u0301 naïveté Ünïcode ǅ", "狐は速い。かな カナ 漢字1234한국어", "x = [1,2,3];\r\n  return x**2 # ok?!\n",
    "   three   spaces   ", "αβγ ΑΒΓ Привет мир 12½ x² ٣٤٥", "emoji 🦊🦊 and $5.00+<=>^~|`", "", "don't DON'T we're\n", "हिन्दी में १२३।",
]


def main(folder):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = level(False)
    trainer = trainers.BpeTrainer(
        vocab_size=700, initial_alphabet=pre.ByteLevel.alphabet(), show_progress=False, min_frequency=1)
    tokenizer.train_from_iterator(TEXTS * 2, trainer)
    state = json.loads(tokenizer.to_str())["model"]
    ids = {}
    for name, steps in NAMES.items():
        model = state | dict(ignore_merges=name in IGNORING)
        cut = Tokenizer.from_str(json.dumps(json.loads(tokenizer.to_str()) | dict(model=model)))
        cut.pre_tokenizer = steps
        cut.decoder = decoders.ByteLevel()
        if name in COMPOSING:
            cut.normalizer = normalizers.NFC()
        ids[name] = [cut.encode(text).ids for text in TEXTS]
    tokens = sorted(state["vocab"], key=state["vocab"].get)
    merges = [" ".join(merge) for merge in state["merges"]]
    content = dict(tokens=tokens, merges=merges, texts=TEXTS, ids=ids)
    (folder / "gguf-words.json").write_text(json.dumps(content, ensure_ascii=False) + "\n")


main(pathlib.Path(sys.argv[1]))
