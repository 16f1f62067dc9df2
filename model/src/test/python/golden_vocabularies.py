"""Writes src/test/resources/golden/gguf/vocabulary-*.gguf, and the ids that transformers gives.

Run in an environment with transformers, tokenizers, sentencepiece and gguf:

    python model/src/test/python/golden_vocabularies.py

SentencePiece models are trained on a few sentences, opened by transformers, and written as llama.cpp's
conversion writes them. Where transformers and SentencePiece can be compared, their ids must be the same.
"""

import io
import json
import pathlib
import tempfile

import gguf
import sentencepiece
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import AutoTokenizer, BertTokenizer

FOLDER = pathlib.Path(__file__).parents[1] / "resources/golden/gguf"
WORDS = (
    "The quick brown fox jumps over the lazy dog. The cat sat on the mat, and the dog ran round the house.\n"
    "She said: it's late, isn't it? Numbers: 12, 345, 6789. Être ou ne pas être, naïve café.\n"
    "    return value + 1\n狐は速い。 The other cats were there then, and the foxes slept.\n"
)
TEXTS = [
    "", " ", "  ", "a", " a", "The cat", " The cat sat  on the mat", "the\nfox\n\n  jumps", "naïve café 狐 🦊 x",
    "tool<s>call", "<s>", "</s> end", "<unk>", "<pad>", "a▁b", "[CLS] cat [SEP]", "    return value + 1", "The THE the",
    "[tool] the cat[tool]", "<0x41>", "12345.67", "isn't it", "\tq\r\n", "dogs' houses were unquestionably there",
    "cafe\u0301", "狐は速い。", "ÊTRE", "x" * 120, "   three   spaces   ",
]
kinds = gguf.TokenType
expected = {}


def write(name, model, tokens, types, texts, scores=None, merges=None, extend=lambda writer: None):
    writer = gguf.GGUFWriter(FOLDER / f"vocabulary-{name}.gguf", "llama")
    writer.add_tokenizer_model(model)
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    if scores is not None:
        writer.add_token_scores(scores)
    writer.add_token_types(types)
    if merges is not None:
        writer.add_token_merges(merges)
    extend(writer)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    expected[name] = texts


def sentence_piece(prefix, defined):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(WORDS.splitlines() * 20), model_writer=model, model_type="bpe", vocab_size=480,
        byte_fallback=True, add_dummy_prefix=prefix, remove_extra_whitespaces=False, character_coverage=0.98,
        normalization_rule_name="identity", user_defined_symbols=defined, allow_whitespace_only_pieces=True,
        split_digits=True, pad_id=3, pad_piece="<pad>", minloglevel=2,
    )
    return model.getvalue()


def types_of(pieces):
    types = []
    for id in range(pieces.get_piece_size()):
        if pieces.is_unknown(id):
            types.append(kinds.UNKNOWN)
        elif pieces.is_control(id):
            types.append(kinds.CONTROL)
        elif pieces.is_unused(id):
            types.append(kinds.UNUSED)
        elif pieces.is_byte(id):
            types.append(kinds.BYTE)
        elif pieces.get_piece_size() and id in defined_ids:
            types.append(kinds.USER_DEFINED)
        else:
            types.append(kinds.NORMAL)
    return types


def ids_of(tokenizer, text):
    """Of the text alone: the names of special tokens in it are text."""
    return tokenizer.encode(text, add_special_tokens=False, split_special_tokens=True)


def published(tokenizer, prefix):
    """The tokenizer.json that Llama 2, Mistral and Gemma were published with: transformers' LlamaConverter."""
    state = json.loads(tokenizer.backend_tokenizer.to_str())
    backend = Tokenizer.from_str(json.dumps(state | dict(added_tokens=[], normalizer=None, pre_tokenizer=None)))
    backend.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁")] * prefix + [normalizers.Replace(" ", "▁")])
    # Those with spaces are found in normalized text, as SentencePiece and llama.cpp find them.
    backend.add_tokens([
        AddedToken(token["content"], special=False, normalized="▁" in token["content"])
        for token in state["added_tokens"] if token["content"] in ("[tool]", "▁▁▁")])
    backend.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
        + [decoders.Strip(" ", 1, 0)] * prefix)
    return backend


def llama(name, prefix, defined, kind):
    global defined_ids
    model = sentence_piece(prefix, defined)
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model)
    defined_ids = {pieces.piece_to_id(piece) for piece in defined}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "tokenizer.model").write_bytes(model)
        config = dict(tokenizer_class=kind, bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>")
        (path / "tokenizer_config.json").write_text(json.dumps(config))
        tokenizer = published(AutoTokenizer.from_pretrained(folder), prefix)
        texts = []
        for text in TEXTS:
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            # Unlike SentencePiece, transformers and llama.cpp put a space before what follows a defined token.
            assert ids == pieces.encode(text) or "[tool]" in text, (text, ids, pieces.encode(text))
            texts.append(dict(text=text, ids=ids, decoded=tokenizer.decode(ids, skip_special_tokens=False)))
    tokens = [pieces.id_to_piece(id) for id in range(pieces.get_piece_size())]
    tokens = [token.replace("▁", " ") if id in defined_ids else token for id, token in enumerate(tokens)]
    scores = [pieces.get_score(id) for id in range(pieces.get_piece_size())]

    def extend(writer):
        writer.add_bos_token_id(1)
        writer.add_eos_token_id(2)
        writer.add_unk_token_id(0)
        writer.add_pad_token_id(3)
        if not prefix:
            writer.add_add_space_prefix(False)

    write(name, "llama", tokens, types_of(pieces), texts, scores, extend=extend)


def bert(name, lowercase):
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=400, special_tokens=specials, show_progress=False)
    tokenizer.train_from_iterator([WORDS * 4], trainer)
    tokens = [tokenizer.id_to_token(id) for id in range(tokenizer.get_vocab_size())]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "vocab.txt"
        path.write_text("\n".join(tokens) + "\n")
        slow = BertTokenizer(str(path), do_lower_case=lowercase)
        texts = [dict(text=text, ids=ids_of(slow, text), decoded=None) for text in TEXTS]
    types = [kinds.CONTROL if token in specials else kinds.NORMAL for token in tokens]
    phantom = [
        token if token in specials else token[2:] if token.startswith("##") else "▁" + token for token in tokens
    ]

    def extend(writer):
        writer.add_uint32("tokenizer.ggml.cls_token_id", 2)
        writer.add_unk_token_id(1)
        writer.add_pad_token_id(0)

    write(name, "bert", phantom, types, texts, extend=extend)


llama("llama", True, ["[tool]"], "LlamaTokenizer")
llama("gemma", False, ["[tool]", "▁▁▁"], "GemmaTokenizer")
bert("bert-uncased", True)
bert("bert-cased", False)
(FOLDER / "vocabularies.json").write_text(json.dumps(expected, ensure_ascii=False, indent=0) + "\n")
