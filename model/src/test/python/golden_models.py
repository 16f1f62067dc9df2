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
from transformers import Gemma2Config, Gemma2ForCausalLM, Gemma3ForCausalLM, Gemma3TextConfig
from transformers import GemmaConfig, GemmaForCausalLM, GPTNeoXConfig, GPTNeoXForCausalLM
from transformers import GraniteConfig, GraniteForCausalLM, MistralConfig, MistralForCausalLM
from transformers import Olmo2Config, Olmo2ForCausalLM, Phi3Config, Phi3ForCausalLM
from transformers import Qwen2Config, Qwen2ForCausalLM, SmolLM3Config, SmolLM3ForCausalLM
from transformers import Starcoder2Config, Starcoder2ForCausalLM

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
    Qwen2Config: Qwen2ForCausalLM,
    MistralConfig: MistralForCausalLM,
    SmolLM3Config: SmolLM3ForCausalLM,
    Phi3Config: Phi3ForCausalLM,
    GemmaConfig: GemmaForCausalLM,
    Gemma2Config: Gemma2ForCausalLM,
    Gemma3TextConfig: Gemma3ForCausalLM,
    Olmo2Config: Olmo2ForCausalLM,
    GraniteConfig: GraniteForCausalLM,
    GPTNeoXConfig: GPTNeoXForCausalLM,
    Starcoder2Config: Starcoder2ForCausalLM,
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

# The families of one model each: windows shorter than the text, and positions that scaling moves.
FAMILY_TOKENS = 40
FAMILY = dict(
    vocab_size=64,
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=2,
    num_attention_heads=2,
    num_key_value_heads=1,
    max_position_embeddings=128,
    bos_token_id=None,
    eos_token_id=None,
    pad_token_id=None,
)
LLAMA3 = dict(rope_type="llama3", rope_theta=10000.0, factor=4.0, low_freq_factor=1.0,
    high_freq_factor=4.0, original_max_position_embeddings=64)
YARN = dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, beta_fast=8.0,
    original_max_position_embeddings=32)
GEMMA = dict(FAMILY, head_dim=8, tie_word_embeddings=True)

FAMILIES = {
    "llama-linear": (LlamaConfig, dict(attention_bias=True, head_dim=16,
        rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=2.5))),
    "llama-3": (LlamaConfig, dict(mlp_bias=True, head_dim=16, rope_parameters=LLAMA3,
        tie_word_embeddings=True)),
    "llama-yarn": (LlamaConfig, dict(head_dim=16, rope_parameters=YARN)),
    "qwen2": (Qwen2Config, dict(num_key_value_heads=2, tie_word_embeddings=True)),
    "qwen2-windowed": (Qwen2Config, dict(use_sliding_window=True, sliding_window=7,
        max_window_layers=1, rope_parameters=YARN)),
    "qwen3-yarn": (Qwen3Config, dict(head_dim=16, attention_bias=True, rope_parameters=YARN,
        use_sliding_window=True, sliding_window=11, max_window_layers=1)),
    "mistral": (MistralConfig, dict(sliding_window=9, head_dim=12)),
    "smollm3": (SmolLM3Config, dict(num_hidden_layers=4)),
    "phi3": (Phi3Config, dict(sliding_window=19, num_attention_heads=4, hidden_size=64,
        intermediate_size=20,
        rope_parameters=dict(rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.75))),
    "gemma": (GemmaConfig, GEMMA),
    "gemma2": (Gemma2Config, dict(GEMMA, num_hidden_layers=3, sliding_window=6,
        query_pre_attn_scalar=8, attn_logit_softcapping=2.0, final_logit_softcapping=3.0)),
    "gemma3": (Gemma3TextConfig, dict(GEMMA, num_hidden_layers=4, sliding_window=6,
        sliding_window_pattern=3, query_pre_attn_scalar=12, rope_parameters=dict(
            full_attention=dict(rope_type="linear", rope_theta=1_000_000.0, factor=8.0),
            sliding_attention=dict(rope_type="default", rope_theta=10000.0)))),
    "olmo2": (Olmo2Config, dict(num_attention_heads=4, num_key_value_heads=2)),
    "granite": (GraniteConfig, dict(embedding_multiplier=3.0, residual_multiplier=0.4,
        attention_multiplier=0.2, logits_scaling=2.0, tie_word_embeddings=True)),
    "gpt-neox": (GPTNeoXConfig, dict(num_attention_heads=2, hidden_size=32,
        rope_parameters=dict(rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.25))),
    "gpt-neox-in-turn": (GPTNeoXConfig, dict(use_parallel_residual=False, hidden_size=32,
        hidden_act="gelu_new", attention_bias=False)),
    "starcoder2": (Starcoder2Config, dict(sliding_window=10)),
    "gemma3-six": (Gemma3TextConfig, dict(GEMMA, num_hidden_layers=6, sliding_window=6,
        query_pre_attn_scalar=8)),
    "phi3-whole": (Phi3Config, dict(sliding_window=7)),
}


def remove_prefix(file):
    """Names the weights as the oldest GPT-2 checkpoints do, with their masks among them."""
    weights = {key.removeprefix("transformer."): value for key, value in load_file(file).items()}
    weights["h.0.attn.bias"] = torch.ones(1, 1, 48, 48).tril()
    save_file(weights, file, metadata={"format": "pt"})


def write(name, seed):
    config_class, differences, stored, shard_size = CASES[name]
    if config_class is GPT2Config:
        common = {key: COMMON[key] for key in ("vocab_size", "bos_token_id", "eos_token_id")}
    else:
        common = COMMON
    config = config_class(**{**common, **differences})
    write_case(TARGET / name, config, seed, stored, shard_size, PROMPT_TOKENS, 9)


def write_family(name, seed):
    config_class, differences = FAMILIES[name]
    config = config_class(**{**FAMILY, **differences})
    write_case(TARGET / "families" / name, config, seed, torch.float32, None, FAMILY_TOKENS, 7)


def write_case(folder, config, seed, stored, shard_size, prompt_tokens, digits):
    torch.manual_seed(seed)
    model_class = MODELS[type(config)]
    model = model_class(config).eval()
    centre = 0 if "gemma" in config.model_type else 1
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if key.endswith(".bias"):
                parameter.copy_(0.3 * torch.randn_like(parameter))
            elif parameter.dim() == 1:
                parameter.copy_(centre + 0.3 * torch.randn_like(parameter))
            else:
                parameter.copy_(torch.randn_like(parameter) * 1.5 / parameter.shape[1] ** 0.5)
    model = model.to(stored)
    shutil.rmtree(folder, ignore_errors=True)
    sizes = {} if shard_size is None else dict(max_shard_size=shard_size)
    model.save_pretrained(folder, **sizes)
    if folder.name.endswith("-bare"):
        remove_prefix(folder / "model.safetensors")
    model = model_class.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager").eval()
    prompt = torch.randint(0, config.vocab_size, (1, prompt_tokens))
    with torch.no_grad():
        logits = model(prompt).logits[0]
        ids = prompt
        for _ in range(NEW_TOKENS):
            ids = torch.cat([ids, model(ids).logits[:, -1:].argmax(-1)], dim=1)
    expected = dict(
        prompt=prompt[0].tolist(),
        logits=[[float(f"{x:.{digits}g}") for x in row] for row in logits.tolist()],
        greedy=ids[0, prompt_tokens:].tolist(),
    )
    if folder.parent.name == "families":
        expected["trained"] = [float(f"{x:.{digits}g}") for x in trained(model, prompt).tolist()]
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


def trained(model, prompt):
    """The logits after the prompt, when five steps of gradient descent have learned it."""
    model = model.double()  # float32 and rounding alone move the steepest of these nets by 1e-4
    descent = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(5):
        descent.zero_grad()
        logits = model(prompt).logits[0, :-1]
        torch.nn.functional.cross_entropy(logits, prompt[0, 1:]).backward()
        descent.step()
    with torch.no_grad():
        return model(prompt).logits[0, -1]


for number, case in enumerate(CASES):
    if len(sys.argv) == 1 or case in sys.argv[1:]:
        write(case, number)
for number, case in enumerate(FAMILIES):
    if len(sys.argv) == 1 or "families" in sys.argv[1:] or case in sys.argv[1:]:
        write_family(case, 100 + number)
