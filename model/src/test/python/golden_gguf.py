"""Writes src/test/resources/golden/gguf with the gguf package, and the seeds of the fuzz targets.

Run in an environment with torch, transformers, tokenizers, safetensors and gguf:

    python model/src/test/python/golden_gguf.py

The models are those of golden_models.py, converted as llama.cpp's own script converts them; what
transformers computes from them stands in their folders. `types.gguf` holds one matrix in every type
that can be read. The file for the commands, with a tokenizer inside, goes to inference-cli.
"""

import json
import pathlib
import struct

import gguf
import numpy
import torch
from safetensors.numpy import load_file, save
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM

ROOT = pathlib.Path(__file__).parents[4]
GOLDEN = ROOT / "model/src/test/resources/golden"
FUZZ = ROOT / "model/src/test/resources/dev/continuo/model/fuzz"
COMMANDS = ROOT / "inference-cli/src/test/resources/gguf"

TEXT = "The cat sat on the mat, and the dog ran 1234 times round the café. 狐 said: it's late!\n" * 4


def permute(weights, heads):
    rows, columns = weights.shape
    split = weights.reshape(heads, 2, rows // heads // 2, columns)
    return split.swapaxes(1, 2).reshape(rows, columns)


def describe(writer, config):
    kind = config["model_type"]
    gpt2 = kind == "gpt2"
    channels = config["n_embd" if gpt2 else "hidden_size"]
    heads = config["n_head" if gpt2 else "num_attention_heads"]
    layers = config["n_layer" if gpt2 else "num_hidden_layers"]
    writer.add_block_count(layers)
    writer.add_embedding_length(channels)
    writer.add_head_count(heads)
    if gpt2:
        writer.add_context_length(config["n_positions"])
        writer.add_feed_forward_length(config["n_inner"] or 4 * channels)
        writer.add_layer_norm_eps(config["layer_norm_epsilon"])
    else:
        writer.add_context_length(config["max_position_embeddings"])
        writer.add_feed_forward_length(config["intermediate_size"])
        writer.add_head_count_kv(config["num_key_value_heads"])
        writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
        writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
        head_size = config.get("head_dim") or channels // heads
        writer.add_rope_dimension_count(head_size)
        writer.add_key_length(head_size)
        writer.add_value_length(head_size)
    return layers, heads, config.get("num_key_value_heads", heads)


def convert(folder, file, extend=lambda writer: None):
    config = json.loads((folder / "config.json").read_text())
    kind = config["model_type"]
    writer = gguf.GGUFWriter(file, kind)
    layers, heads, key_heads = describe(writer, config)
    extend(writer)
    arch = {name: key for key, name in gguf.MODEL_ARCH_NAMES.items()}[kind]
    names = gguf.get_tensor_name_map(arch, layers)
    for name, weights in load_file(folder / "model.safetensors").items():
        if kind == "llama" and name.endswith("q_proj.weight"):
            weights = permute(weights, heads)
        if kind == "llama" and name.endswith("k_proj.weight"):
            weights = permute(weights, key_heads)
        if kind == "gpt2" and name.endswith(("c_attn.weight", "c_proj.weight", "c_fc.weight")):
            weights = weights.T
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        assert target is not None, name
        writer.add_tensor(target, numpy.ascontiguousarray(weights))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


FAMILIES = ("llama-linear", "llama-3", "llama-yarn", "qwen2", "smollm3", "phi3", "gemma", "gemma2",
    "gemma3-six", "olmo2", "granite", "gpt-neox", "starcoder2")


def llama3_divisors(rope, head_size):
    """As llama.cpp's script computes them."""
    low = rope["original_max_position_embeddings"] / rope["low_freq_factor"]
    high = rope["original_max_position_embeddings"] / rope["high_freq_factor"]
    divisors = []
    for power in numpy.arange(0, head_size, 2) / head_size:
        wave = 2 * numpy.pi * rope["rope_theta"] ** power
        smooth = (rope["original_max_position_embeddings"] / wave - rope["low_freq_factor"]) / (
            rope["high_freq_factor"] - rope["low_freq_factor"])
        between = 1 / ((1 - smooth) / rope["factor"] + smooth)
        divisors.append(1 if wave < high else rope["factor"] if wave > low else between)
    return numpy.array(divisors, dtype=numpy.float32)


def describe_family(writer, config, head_size):
    kind = config["model_type"]
    rope = config["rope_parameters"]
    rope = rope.get("full_attention", rope)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_embedding_length(config["hidden_size"])
    # llama.cpp knows no window of StarCoder 2: its texts may not be longer
    starcoder = kind == "starcoder2"
    writer.add_context_length(config["sliding_window" if starcoder else "max_position_embeddings"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    if kind != "gpt_neox":
        writer.add_head_count_kv(config["num_key_value_heads"])
    if kind in ("gpt_neox", "starcoder2"):
        writer.add_layer_norm_eps(config.get("layer_norm_eps", config.get("norm_epsilon")))
    else:
        writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(rope["rope_theta"])
    writer.add_rope_dimension_count(int(head_size * rope.get("partial_rotary_factor", 1)))
    writer.add_key_length(head_size)
    writer.add_value_length(head_size)
    if rope["rope_type"] == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(rope["factor"])
    if rope["rope_type"] == "yarn":
        writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(rope["factor"])
        writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
        writer.add_rope_scaling_yarn_beta_fast(rope["beta_fast"])
    if rope["rope_type"] == "llama3":
        writer.add_tensor("rope_freqs.weight", llama3_divisors(rope, head_size))
    if kind in ("gemma2", "gemma3_text", "phi3"):
        writer.add_sliding_window(config["sliding_window"])
    if kind == "gemma2":
        writer.add_attn_logit_softcapping(config["attn_logit_softcapping"])
        writer.add_final_logit_softcapping(config["final_logit_softcapping"])
    if kind == "gpt_neox":
        writer.add_parallel_residual(config["use_parallel_residual"])
    if kind == "granite":
        writer.add_embedding_scale(config["embedding_multiplier"])
        writer.add_residual_scale(config["residual_multiplier"])
        writer.add_attention_scale(config["attention_multiplier"])
        writer.add_logit_scale(config["logits_scaling"])


def permute_any(weights, heads):
    return permute(weights.reshape(len(weights), -1), heads).reshape(weights.shape)


def convert_family(name):
    folder = GOLDEN / "families" / name
    config = json.loads((folder / "config.json").read_text())
    kind = config["model_type"]
    arch_name = {"gpt_neox": "gptneox", "gemma3_text": "gemma3"}.get(kind, kind)
    heads = config["num_attention_heads"]
    head_size = config.get("head_dim") or config["hidden_size"] // heads
    writer = gguf.GGUFWriter(GOLDEN / "gguf" / (name + ".gguf"), arch_name)
    describe_family(writer, config, head_size)
    arch = {name: key for key, name in gguf.MODEL_ARCH_NAMES.items()}[arch_name]
    names = gguf.get_tensor_name_map(arch, config["num_hidden_layers"])
    for key, weights in load_file(folder / "model.safetensors").items():
        if kind in ("llama", "smollm3", "granite") and "q_proj" in key:
            weights = permute_any(weights, heads)
        if kind in ("llama", "smollm3", "granite") and "k_proj" in key:
            weights = permute_any(weights, config["num_key_value_heads"])
        if kind == "gpt_neox" and "query_key_value" in key:
            weights = weights.reshape(heads, 3, head_size, -1).swapaxes(0, 1).reshape(weights.shape)
        if "gemma" in kind and key.endswith("norm.weight"):
            weights = weights + 1
        target = names.get_name(key, try_suffixes=(".weight", ".bias"))
        assert target is not None, key
        writer.add_tensor(target, numpy.ascontiguousarray(weights))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


# What the gguf package reads but does not write: where the float16 scales of a block stand.
RANDOM_BLOCKS = dict(
    Q2_K=(80, 82), Q3_K=(108,), Q4_K=(0, 2), Q5_K=(0, 2), Q6_K=(208,), IQ4_NL=(0,), IQ4_XS=(0,))


def random_blocks(generator, stored, scales):
    """Two rows of two blocks of any bits, with scales that are finite."""
    elements, size = gguf.GGML_QUANT_SIZES[stored]
    blocks = generator.integers(0, 256, (4, size), dtype=numpy.uint8)
    for place in scales:
        halves = generator.standard_normal((4, 1)).astype(numpy.float16)
        blocks[:, place:place + 2] = halves.view(numpy.uint8)
    return blocks.reshape(2, 2 * size)


def types():
    kind = gguf.GGMLQuantizationType
    generator = numpy.random.default_rng(5)
    matrix = generator.standard_normal((6, 64), dtype=numpy.float32) * numpy.float32(3)
    matrix[2] = 0
    writer = gguf.GGUFWriter(GOLDEN / "gguf/types.gguf", "llama")
    quantized = [kind.Q4_0, kind.Q4_1, kind.Q5_0, kind.Q5_1]
    for stored in [kind.F32, kind.F16, kind.BF16, kind.Q8_0] + quantized:
        data = gguf.quants.quantize(matrix, stored)
        writer.add_tensor(stored.name, data, raw_dtype=stored)
        values = gguf.quants.dequantize(data, stored).astype(numpy.float32)
        writer.add_tensor(stored.name + ".values", values)
    for stored, scales in RANDOM_BLOCKS.items():
        data = random_blocks(generator, getattr(kind, stored), scales)
        values = gguf.quants.dequantize(data, getattr(kind, stored))
        writer.add_tensor(stored, data, raw_dtype=getattr(kind, stored))
        writer.add_tensor(stored + ".values", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tokenizer():
    tokenizer = Tokenizer(models.BPE())
    pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    from tokenizers import Regex

    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=300,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([TEXT], trainer)
    return tokenizer


def command_file():
    """A Llama model with a tokenizer, and what transformers makes of a prompt."""
    torch.manual_seed(3)
    words = tokenizer()
    size = words.get_vocab_size()
    config = LlamaConfig(
        vocab_size=size, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64,
        tie_word_embeddings=False, bos_token_id=0, eos_token_id=0,
    )
    model = LlamaForCausalLM(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 2:
                parameter.copy_(torch.randn_like(parameter) * 1.5 / parameter.shape[1] ** 0.5)
    COMMANDS.mkdir(parents=True, exist_ok=True)
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        model.save_pretrained(folder)

        def extend(writer):
            state = json.loads(words.to_str())
            tokens = [words.id_to_token(id) for id in range(size)]
            writer.add_tokenizer_model("gpt2")
            writer.add_tokenizer_pre("qwen2")
            writer.add_token_list(tokens)
            writer.add_token_types([3] + [1] * (size - 1))
            writer.add_token_merges([" ".join(merge) for merge in state["model"]["merges"]])
            writer.add_bos_token_id(0)
            writer.add_eos_token_id(0)

        convert(folder, COMMANDS / "llama.gguf", extend)
    prompt = "The dog's café ran 12 times"
    ids = torch.tensor([words.encode(prompt).ids])
    start = ids.shape[1]
    with torch.no_grad():
        for _ in range(20):
            ids = torch.cat([ids, model(ids).logits[:, -1:].argmax(-1)], dim=1)
    expected = dict(prompt=prompt, ids=ids[0, :start].tolist(), greedy=ids[0, start:].tolist(),
        continuation=words.decode(ids[0, start:].tolist()))
    (COMMANDS / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n")


def seed(target, name, content):
    folder = FUZZ / f"{target}FuzzTestInputs" / "isReadOrRefused"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def small_gguf(kind, size=4, stored=None):
    file = FUZZ / "small.gguf"
    writer = gguf.GGUFWriter(file, kind)
    matrix = lambda rows, columns: numpy.full((rows, columns), 0.5, dtype=numpy.float32)
    vector = lambda size: numpy.ones(size, dtype=numpy.float32)
    writer.add_block_count(1)
    writer.add_context_length(8)
    writer.add_embedding_length(size)
    writer.add_feed_forward_length(size)
    writer.add_head_count(1)
    writer.add_key_length(size)
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(["a", "b", "ab"])
    writer.add_token_types([1, 1, 1])
    writer.add_tensor("token_embd.weight", matrix(3, size))
    writer.add_tensor("output_norm.weight", vector(size))
    for part in ("attn_norm", "ffn_norm") + (("attn_q_norm", "attn_k_norm") if kind == "qwen3" else ()):
        writer.add_tensor(f"blk.0.{part}.weight", vector(size))
    if kind == "gpt2":
        writer.add_tensor("position_embd.weight", matrix(8, size))
        writer.add_tensor("output_norm.bias", vector(size))
        for part in ("attn_norm", "ffn_norm", "attn_output", "ffn_up", "ffn_down"):
            writer.add_tensor(f"blk.0.{part}.bias", vector(size))
        writer.add_tensor("blk.0.attn_qkv.weight", matrix(3 * size, size))
        writer.add_tensor("blk.0.attn_qkv.bias", vector(3 * size))
        parts = ("attn_output", "ffn_up", "ffn_down")
    else:
        parts = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
    for part in parts:
        weights = matrix(size, size)
        if stored is not None:
            writer.add_tensor(f"blk.0.{part}.weight", gguf.quants.quantize(weights, stored), raw_dtype=stored)
        else:
            writer.add_tensor(f"blk.0.{part}.weight", weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    content = file.read_bytes()
    file.unlink()
    return content


def seeds():
    FUZZ.mkdir(parents=True, exist_ok=True)
    for kind in ("qwen3", "llama", "gpt2"):
        seed("Gguf", kind, small_gguf(kind))
    seed("Gguf", "llama-q4_1", small_gguf("llama", 32, gguf.GGMLQuantizationType.Q4_1))
    for name in ("qwen3-grouped", "llama-grouped-untied", "gpt2"):
        seed("Config", name, (GOLDEN / name / "config.json").read_bytes())
    for name in ("llama-yarn", "qwen2-windowed", "smollm3", "phi3", "gemma3", "granite", "gpt-neox"):
        seed("Config", name, (GOLDEN / "families" / name / "config.json").read_bytes())
    values = numpy.arange(6, dtype=numpy.float32).reshape(2, 3)
    tensors = {"a": values, "b": values.astype(numpy.float16), "c": numpy.zeros(0, numpy.int64)}
    seed("Safetensors", "three", save(tensors, metadata={"format": "pt"}))
    seed("Safetensors", "none", struct.pack("<Q", 2) + b"{}")
    index = {"metadata": {"total_size": 8}, "weight_map": {"a": "model-1.safetensors"}}
    seed("Index", "one", json.dumps(index).encode())


(GOLDEN / "gguf").mkdir(exist_ok=True)
for name in ("qwen3-grouped", "llama-grouped-untied", "gpt2"):
    convert(GOLDEN / name, GOLDEN / "gguf" / (name + ".gguf"))
for name in FAMILIES:
    convert_family(name)
types()
command_file()
seeds()
