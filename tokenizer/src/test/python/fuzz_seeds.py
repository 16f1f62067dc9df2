"""Writes the seeds of the fuzz targets: a small tokenizer.json of each kind, and a small shard.

Run in an environment with tokenizers:

    python tokenizer/src/test/python/fuzz_seeds.py
"""

import pathlib
import struct

from tokenizers import Tokenizer, decoders, models, pre_tokenizers

ROOT = pathlib.Path(__file__).parents[1] / "resources/dev/continuo/tokenizer"


def seed(target, name, content):
    folder = ROOT / f"{target}Inputs" / "isReadOrRefused"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def byte_pairs():
    tokenizer = Tokenizer(models.BPE({"a": 0, "b": 1, "Ġ": 2, "ab": 3}, [("a", "b")]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(["<|endoftext|>"])
    return tokenizer


def words():
    return Tokenizer(models.WordLevel({"The": 0, "end": 1, "?": 2}, unk_token="?"))


def pieces():
    tokenizer = Tokenizer(models.Unigram([("?", 0.0), ("▁", -1.0), ("end", -2.0)], unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def shard():
    """Five tokens in two documents with one span; the target puts the checksums right."""
    header = struct.pack("<8siiqqqqii", b"continuo", 1, 300, 5, 2, 1, 9, 0, 0)
    tokens = struct.pack("<5H", 1, 2, 299, 0, 7) + bytes(6)
    return header + tokens + struct.pack("<qq", 0, 3) + struct.pack("<qii", 0, 1, 3)


for name, tokenizer in (("bpe", byte_pairs()), ("words", words()), ("unigram", pieces())):
    seed("fuzz/TokenizerFuzzTest", name, tokenizer.to_str().encode())
seed("shard/ShardFuzzTest", "two-documents", shard())
