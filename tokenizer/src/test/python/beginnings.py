"""Writes what transformers, and llama.cpp's conversion, put in front of texts.

    python beginnings.py RESOURCES

RESOURCES is the folder src/test/resources/dev/continuo/tokenizer/golden. Made with transformers 5.18.0,
tokenizers 0.23.2 and gguf 0.19.0.
"""
import json
import pathlib
import sys
import tempfile

from gguf.vocab import SpecialVocab
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, processors
from tokenizers import pre_tokenizers as pre
from transformers import AutoTokenizer

TEXTS = ["", "ab", " ab", "ba b\n", "a<s"]


def byte_level(specials):
    vocab = {c: i for i, c in enumerate(sorted(pre.ByteLevel.alphabet()))}
    vocab["ab"] = len(vocab)
    tokenizer = Tokenizer(models.BPE(vocab, [("a", "b")]))
    tokenizer.pre_tokenizer = pre.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in specials])
    return tokenizer


def sentence_piece(specials):
    """As Llama 2's: a space in front, bytes where a character is unknown."""
    vocab = {name: i for i, name in enumerate(["<unk>", *specials])}
    for token in [f"<0x{i:02X}>" for i in range(256)] + ["▁", "a", "b", "▁a", "ab", "▁ab"]:
        vocab[token] = len(vocab)
    tokenizer = Tokenizer(models.BPE(vocab, [("▁", "a"), ("a", "b"), ("▁a", "b")], unk_token="<unk>", fuse_unk=True,
                                     byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in ["<unk>", *specials]])
    return tokenizer


def template(tokenizer, single, *names):
    return processors.TemplateProcessing(single=single, pair=single + " $B",
                                         special_tokens=[(name, tokenizer.token_to_id(name)) for name in names])


def cases():
    plain = byte_level(["<s>", "</s>"])
    yield "nothing", plain, None
    yield "a configuration without a word", plain, {"bos_token": "<s>"}
    yield "adds none", plain, {"bos_token": "<s>", "add_bos_token": False}
    llama2 = sentence_piece(["<s>", "</s>"])
    llama2.post_processor = template(llama2, "<s> $A", "<s>")
    yield "Llama 2", llama2, {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "add_bos_token": True,
                              "add_eos_token": False}
    llama3 = byte_level(["<s>", "</s>"])
    llama3.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=True),
                                                 template(llama3, "<s> $A", "<s>")])
    yield "Llama 3", llama3, {"bos_token": "<s>", "eos_token": "</s>"}
    alone = byte_level(["<s>", "</s>"])
    alone.post_processor = template(alone, "<s> $A", "<s>")
    yield "no configuration", alone, None
    two = byte_level(["<s>", "<en>"])
    two.post_processor = template(two, "<s> <en> $A", "<s>", "<en>")
    yield "two tokens", two, {"bos_token": "<s>"}
    roberta = byte_level(["<s>", "</s>"])
    roberta.post_processor = processors.RobertaProcessing(("</s>", 258), ("<s>", 257))
    yield "RoBERTa", roberta, {"bos_token": "<s>", "eos_token": "</s>"}
    ended = byte_level(["<s>", "</s>"])
    ended.post_processor = template(ended, "$A </s>", "</s>")
    yield "an end alone", ended, {"bos_token": "<s>", "eos_token": "</s>"}


def written(case):
    name, tokenizer, config = case
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        tokenizer.save(str(path / "tokenizer.json"))
        (path / "config.json").write_text('{"model_type": "qwen3"}')
        if config is not None:
            config = {"tokenizer_class": "PreTrainedTokenizerFast", **config}
            (path / "tokenizer_config.json").write_text(json.dumps(config))
        opened = AutoTokenizer.from_pretrained(folder)
        special = SpecialVocab(folder)
        bare, whole = (opened("ab", add_special_tokens=adds)["input_ids"] for adds in (False, True))
        front = next(i for i in range(len(whole)) if whole[i:i + len(bare)] == bare)
        texts = []
        for text in TEXTS:
            length = front + len(opened(text, add_special_tokens=False)["input_ids"])
            texts.append({"text": text, "ids": opened(text)["input_ids"][:length]})  # no ends
        return {"name": name, "tokenizer": json.loads((path / "tokenizer.json").read_text()), "config": config,
                "begins": special.add_special_token.get("bos", False), "texts": texts}


def main():
    folder = pathlib.Path(sys.argv[1])
    found = [written(case) for case in cases()]
    (folder / "beginnings.json").write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n")
    for case in found:
        print(case["name"], case["begins"], case["texts"])


main()
