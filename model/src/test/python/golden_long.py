"""Writes src/test/resources/golden/long.json: logits of transformers at positions up to 32,000.

Run in an environment with torch and transformers:

    python model/src/test/python/golden_long.py

"logits" are those after some tokens of a text, "last" those after its last 100 tokens alone, at their positions in it. The
nets have one layer and heads that look at few of the positions, so that the angle of a distant position counts. Weights and
text follow from their names by the integer arithmetic of `numbers`, which the test does too, and are in no file.
"""

import json
import pathlib
import zlib

import numpy
import torch
from transformers import GPT2Config, GPT2LMHeadModel
from transformers import LlamaConfig, LlamaForCausalLM, Qwen3Config, Qwen3ForCausalLM

TARGET = pathlib.Path(__file__).parents[1] / "resources" / "golden" / "long.json"
LENGTH = 32_000
CONTEXT = 32_768
POSITIONS = [0, 1, 1000, 30_000, LENGTH - 1]
LAST = slice(LENGTH - 100, LENGTH)
VOCABULARY, CHANNELS, INNER, HEADS, HEAD_SIZE = 29, 16, 24, 1, 16

COMMON = dict(vocab_size=VOCABULARY, bos_token_id=None, eos_token_id=None)
ROTARY = dict(
    COMMON,
    hidden_size=CHANNELS,
    intermediate_size=INNER,
    num_hidden_layers=1,
    num_attention_heads=HEADS,
    num_key_value_heads=1,
    head_dim=HEAD_SIZE,
    max_position_embeddings=CONTEXT,
    attention_bias=False,
    rms_norm_eps=1e-6,
    tie_word_embeddings=True,
)

CASES = {
    "qwen3": (Qwen3ForCausalLM, Qwen3Config(**ROTARY, rope_theta=10_000.0)),
    "llama": (LlamaForCausalLM, LlamaConfig(**ROTARY, rope_theta=500_000.0)),
    "gpt2": (GPT2LMHeadModel, GPT2Config(**COMMON, n_embd=CHANNELS, n_inner=INNER, n_layer=1, n_head=HEADS, n_positions=CONTEXT)),
}

GPT2_PARTS = {
    "attn.c_attn": ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"],
    "attn.c_proj": ["self_attn.o_proj"],
    "ln_1": ["input_layernorm"],
    "ln_2": ["post_attention_layernorm"],
    "mlp.c_fc": ["mlp.up_proj"],
    "mlp.c_proj": ["mlp.down_proj"],
    "wte": ["model.embed_tokens"],
    "wpe": ["model.embed_positions"],
    "ln_f": ["model.norm"],
}


def numbers(name, count):
    """Integers from 0 to 2²⁴ − 1: murmur3's finalizer of the name's CRC-32 and the place."""
    x = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(0x9E3779B9) + numpy.uint32(zlib.crc32(name.encode()))
    x ^= x >> 16
    x *= numpy.uint32(0x85EBCA6B)
    x ^= x >> 13
    x *= numpy.uint32(0xC2B2AE35)
    x ^= x >> 16
    return x >> 8


def values(name, shape):
    """From −1/2 to 1/2; about 1 for norms, about 2 for those of queries and keys, the embedding and both projections wider."""
    found = numbers(name, int(numpy.prod(shape))).astype(numpy.float32) / numpy.float32(1 << 24) - numpy.float32(0.5)
    if name.endswith("norm.weight"):
        found += numpy.float32(2 if name.endswith(("q_norm.weight", "k_norm.weight")) else 1)
    elif name.endswith(("embed_tokens.weight", "q_proj.weight", "k_proj.weight")):
        found *= numpy.float32(2)
    return torch.from_numpy(found.reshape(shape))


def fill(model):
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            path, kind = key.removeprefix("transformer.").rsplit(".", 1)
            if isinstance(model, GPT2LMHeadModel):
                layer = "model.layers.0." if path.startswith("h.0.") else ""
                names = [layer + part + "." + kind for part in GPT2_PARTS[path.removeprefix("h.0.")]]
                matrix = kind == "weight" and parameter.dim() == 2 and layer != ""
                shape = list(parameter.T.shape if matrix else parameter.shape)
                shape[0] //= len(names)
                whole = torch.cat([values(name, shape) for name in names])
                parameter.copy_(whole.T if matrix else whole)
            else:
                parameter.copy_(values(key, tuple(parameter.shape)))


TEXT = torch.from_numpy((numbers("text", LENGTH) % VOCABULARY).astype(numpy.int64))[None]


def logits(model):
    with torch.no_grad():
        return model(TEXT).logits[0, POSITIONS]


def last_logits(model):
    """Those after the text's last tokens alone, which keep their positions."""
    with torch.no_grad():
        return model(TEXT[:, LAST], position_ids=torch.arange(LENGTH)[None, LAST]).logits[0, -1:]


def listed(rows):
    return [[float(f"{x:.9g}") for x in row] for row in rows.tolist()]


expected, last = {}, {}
for name, (model_class, config) in CASES.items():
    model = model_class(config).eval().double()  # but for the angles, which stay float32
    fill(model)
    expected[name] = listed(logits(model))
    last[name] = listed(last_logits(model))
TARGET.write_text(json.dumps(dict(positions=POSITIONS, logits=expected, last=last)) + "\n")
