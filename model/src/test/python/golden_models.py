"""Writes src/test/resources/golden: tiny random checkpoints and what transformers makes of them.

Run in an environment with torch, transformers and safetensors:

    python model/src/test/python/golden_models.py [NAME...]

Each folder is a HuggingFace model folder plus expected.json: a prompt, the logits after each of
its tokens, and the greedy continuation. Logits are computed in float32, also for the folders whose
weights are stored in a smaller type.
"""

import json
import pathlib
import shutil
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import GPT2Config, GPT2LMHeadModel
from transformers import LlamaConfig, LlamaForCausalLM, Qwen3Config, Qwen3ForCausalLM

TARGET = pathlib.Path(__file__).parents[1] / "resources" / "golden"
PROMPT_TOKENS = 13
NEW_TOKENS = 20

COMMON = dict(
    vocab_size=41,
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=2,
    max_position_embeddings=64,
    attention_bias=False,
    bos_token_id=None,
    eos_token_id=None,
)

GPT2 = dict(n_embd=24, n_layer=2, n_positions=48)

MODELS = {
    Qwen3Config: Qwen3ForCausalLM,
    LlamaConfig: LlamaForCausalLM,
    GPT2Config: GPT2LMHeadModel,
}

CASES = {
    # name: (config class, differences, stored type, shard size)
    "qwen3": (Qwen3Config, dict(num_attention_heads=2, num_key_value_heads=2, head_dim=8,
        tie_word_embeddings=True), torch.float32, None),
    "qwen3-grouped": (Qwen3Config, dict(num_attention_heads=4, num_key_value_heads=2, head_dim=20,
        hidden_size=36, tie_word_embeddings=True, rope_theta=1_000_000.0), torch.float32, None),
    "qwen3-untied": (Qwen3Config, dict(num_attention_heads=3, num_key_value_heads=1, head_dim=10,
        tie_word_embeddings=False, eos_token_id=7), torch.float32, None),
    "llama": (LlamaConfig, dict(num_attention_heads=4, num_key_value_heads=4,
        tie_word_embeddings=True, rms_norm_eps=1e-5), torch.float32, None),
    "llama-grouped-untied": (LlamaConfig, dict(num_attention_heads=4, num_key_value_heads=1,
        tie_word_embeddings=False, eos_token_id=[3, 5]), torch.float32, None),
    "sharded": (Qwen3Config, dict(num_attention_heads=2, num_key_value_heads=1, head_dim=8,
        tie_word_embeddings=False), torch.float32, 8_000),
    "float16": (Qwen3Config, dict(num_attention_heads=2, num_key_value_heads=1, head_dim=8,
        tie_word_embeddings=True), torch.float16, None),
    "bfloat16": (LlamaConfig, dict(num_attention_heads=2, num_key_value_heads=1,
        tie_word_embeddings=True), torch.bfloat16, None),
    "gpt2": (GPT2Config, dict(GPT2, n_head=3, eos_token_id=40), torch.float32, None),
    "gpt2-untied": (GPT2Config, dict(GPT2, n_head=2, n_inner=40, tie_word_embeddings=False,
        layer_norm_epsilon=1e-3), torch.float16, None),
    "gpt2-bare": (GPT2Config, dict(GPT2, n_head=4, activation_function="gelu_pytorch_tanh"),
        torch.float32, None),
}


def remove_prefix(file):
    """Names the weights as the oldest GPT-2 checkpoints do, with their masks among them."""
    weights = {key.removeprefix("transformer."): value for key, value in load_file(file).items()}
    weights["h.0.attn.bias"] = torch.ones(1, 1, 48, 48).tril()
    save_file(weights, file, metadata={"format": "pt"})


def write(name, seed):
    config_class, differences, stored, shard_size = CASES[name]
    torch.manual_seed(seed)
    if config_class is GPT2Config:
        common = {key: COMMON[key] for key in ("vocab_size", "bos_token_id", "eos_token_id")}
    else:
        common = COMMON
    config = config_class(**{**common, **differences})
    model_class = MODELS[config_class]
    model = model_class(config).eval()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if key.endswith(".bias"):
                parameter.copy_(0.3 * torch.randn_like(parameter))
            elif parameter.dim() == 1:
                parameter.copy_(1 + 0.3 * torch.randn_like(parameter))
            else:
                parameter.copy_(torch.randn_like(parameter) * 1.5 / parameter.shape[1] ** 0.5)
    model = model.to(stored)
    folder = TARGET / name
    shutil.rmtree(folder, ignore_errors=True)
    sizes = {} if shard_size is None else dict(max_shard_size=shard_size)
    model.save_pretrained(folder, **sizes)
    if name.endswith("-bare"):
        remove_prefix(folder / "model.safetensors")
    model = model_class.from_pretrained(folder, dtype=torch.float32).eval()
    prompt = torch.randint(0, config.vocab_size, (1, PROMPT_TOKENS))
    with torch.no_grad():
        logits = model(prompt).logits[0]
        ids = prompt
        for _ in range(NEW_TOKENS):
            ids = torch.cat([ids, model(ids).logits[:, -1:].argmax(-1)], dim=1)
    expected = dict(
        prompt=prompt[0].tolist(),
        logits=[[float(f"{x:.9g}") for x in row] for row in logits.tolist()],
        greedy=ids[0, PROMPT_TOKENS:].tolist(),
    )
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


for number, case in enumerate(CASES):
    if len(sys.argv) == 1 or case in sys.argv[1:]:
        write(case, number)
