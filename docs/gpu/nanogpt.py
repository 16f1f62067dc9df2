"""How fast nanoGPT's model trains on one card: the peer that our own training is measured beside.

GPT-2 as nanoGPT trains it: learned positions, LayerNorm before each part, attention through PyTorch's fused kernel,
a GELU network four times as wide, no biases, tied embeddings; bfloat16 autocast over float32 weights, torch.compile,
fused AdamW, gradients clipped to a norm of 1. A step is one forward and backward pass and an update, over fresh
random tokens from pinned memory. Each line printed is JSON, or a row of the table that docs/gpu/check puts together.

    nanogpt.py [--sizes 124M,350M] [--batches 32] [--attention cudnn] [--nanogpt FOLDER] [--prepare]
    nanogpt.py --device cpu --toy
"""

import argparse
import contextlib
import gc
import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

DENSE_RATE = 989e12  # bfloat16 products of an H100 or H200 by its data sheet, operations a second
VOCABULARY = 50_304
CONTEXT = 1_024
SIZES = {"124M": (12, 12, 768), "350M": (24, 16, 1_024)}  # layers, heads, channels


class Block(nn.Module):
    def __init__(self, channels, heads):
        super().__init__()
        self.heads = heads
        self.before_attention = nn.LayerNorm(channels, bias=False)
        self.queries_keys_values = nn.Linear(channels, 3 * channels, bias=False)
        self.attended = nn.Linear(channels, channels, bias=False)
        self.before_network = nn.LayerNorm(channels, bias=False)
        self.wide = nn.Linear(channels, 4 * channels, bias=False)
        self.narrow = nn.Linear(4 * channels, channels, bias=False)

    def forward(self, x):  # (B, T, C)
        batch, time_steps, channels = x.shape
        projected = self.queries_keys_values(self.before_attention(x)).split(channels, dim=2)
        q, k, v = (p.view(batch, time_steps, self.heads, -1).transpose(1, 2) for p in projected)  # (B, H, T, D)
        heads = F.scaled_dot_product_attention(q, k, v, is_causal=True)  # (B, H, T, D)
        x = x + self.attended(heads.transpose(1, 2).reshape(batch, time_steps, channels))  # (B, T, C)
        return x + self.narrow(F.gelu(self.wide(self.before_network(x))))  # (B, T, C)


class Transformer(nn.Module):
    def __init__(self, layers, heads, channels, vocabulary, context):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, channels)
        self.positions = nn.Embedding(context, channels)
        self.blocks = nn.ModuleList(Block(channels, heads) for _ in range(layers))
        self.last_norm = nn.LayerNorm(channels, bias=False)
        self.head = nn.Linear(channels, vocabulary, bias=False)
        self.head.weight = self.tokens.weight
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                into_residual = name.endswith(("attended.weight", "narrow.weight"))
                nn.init.normal_(weight, std=0.02 / (2 * layers) ** 0.5 if into_residual else 0.02)

    def forward(self, tokens, targets):  # (B, T), (B, T)
        x = self.tokens(tokens) + self.positions(torch.arange(tokens.shape[1], device=tokens.device))  # (B, T, C)
        for block in self.blocks:
            x = block(x)
        logits = self.head(self.last_norm(x))  # (B, T, V)
        return logits, F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.view(-1))


class Clock:
    """Marks in the device's queue, read once at the end."""

    def __init__(self, cuda):
        self.cuda = cuda
        self.marks = []

    def mark(self):
        if self.cuda:
            event = torch.cuda.Event(enable_timing=True)
            event.record()
            self.marks.append(event)
        else:
            self.marks.append(time.perf_counter())

    def median_seconds(self):
        pairs = list(zip(self.marks, self.marks[1:]))
        if self.cuda:
            torch.cuda.synchronize()
            return statistics.median(start.elapsed_time(end) for start, end in pairs) / 1e3
        return statistics.median(end - start for start, end in pairs)


def product_rate(device, side):
    """Operations a second of a square bfloat16 product over random numbers."""
    left, right = (torch.randn(side, side, device=device, dtype=torch.bfloat16) for _ in range(2))
    for _ in range(5):
        left @ right
    clock = Clock(device == "cuda")
    clock.mark()
    for _ in range(20):
        left @ right
        clock.mark()
    return 2 * side**3 / clock.median_seconds()


def build(size, options, vocabulary, context):
    layers, heads, channels = size
    if not options.nanogpt:
        return Transformer(layers, heads, channels, vocabulary, context).to(options.device)
    sys.path.insert(0, options.nanogpt)
    from model import GPT, GPTConfig

    config = GPTConfig(context, vocabulary, layers, heads, channels, dropout=0.0, bias=False)
    with contextlib.redirect_stdout(sys.stderr):
        return GPT(config).to(options.device)


def attention(name):
    if not name:
        return contextlib.nullcontext()
    from torch.nn.attention import SDPBackend, sdpa_kernel

    return sdpa_kernel({"flash": SDPBackend.FLASH_ATTENTION, "cudnn": SDPBackend.CUDNN_ATTENTION}[name])


def train(name, size, batch, options, vocabulary, context):
    """Some steps of training; what was measured, or where only preparing, nothing."""
    cuda = options.device == "cuda"
    started = time.perf_counter()
    torch.manual_seed(1)
    model = build(size, options, vocabulary, context)
    weights = list(model.parameters())
    counted = sum(w.numel() for w in weights) - context * size[2]  # nanoGPT's count leaves the positions out
    matrices = {"params": [w for w in weights if w.dim() >= 2], "weight_decay": 0.1}
    vectors = {"params": [w for w in weights if w.dim() < 2], "weight_decay": 0.0}
    optimizer = torch.optim.AdamW([matrices, vectors], lr=6e-4, betas=(0.9, 0.95), fused=cuda)
    compiled = model if options.toy else torch.compile(model, dynamic=False)

    def step():
        host = torch.randint(vocabulary, (2, batch, context), pin_memory=cuda)
        tokens, targets = host.to(options.device, non_blocking=True).unbind()
        with torch.autocast(options.device, torch.bfloat16), attention(options.attention):
            _, loss = compiled(tokens, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.detach()

    first_loss = float(step())
    prepared = time.perf_counter() - started
    if options.prepare:
        return None
    for _ in range(options.warm_up):
        step()
    if cuda:
        torch.cuda.reset_peak_memory_stats()
    clock = Clock(cuda)
    clock.mark()
    for _ in range(options.steps):
        loss = step()
        clock.mark()
    seconds = clock.median_seconds()
    layers, heads, channels = size
    operations = 6 * counted + 12 * layers * heads * (channels // heads) * context  # 6N + 12·L·H·Q·T a token
    tokens_per_second = batch * context / seconds
    return {
        "name": f"nanogpt-{name}",
        "batch": batch,
        "tokens_per_second": round(tokens_per_second),
        "ms_per_step": round(seconds * 1e3, 2),
        "peak_memory_bytes": torch.cuda.max_memory_allocated() if cuda else 0,
        "mfu": round(tokens_per_second * operations / DENSE_RATE, 4),
        "operations_per_second": tokens_per_second * operations,
        "parameters": counted,
        "steps": options.steps,
        "seconds_to_first_step": round(prepared, 1),
        "first_loss": round(first_loss, 3),
        "last_loss": round(float(loss), 3),
        "attention": options.attention or "default",
        "model": "nanoGPT's file" if options.nanogpt else "our file",
    }


def report(measured, rate):
    print(json.dumps(measured), flush=True)
    if "error" in measured:
        cells = [measured["error"], "", "", "", "", ""]
    else:
        cells = [
            f"loss {measured['first_loss']} to {measured['last_loss']}",
            f"{measured['tokens_per_second']:,}",
            f"{measured['ms_per_step']}",
            f"{measured['peak_memory_bytes'] / 1e9:.1f}",
            f"{measured['mfu']:.1%}",
            f"{measured['operations_per_second'] / rate:.1%}",
        ]
    print("| " + " | ".join([f"{measured['name']}, batch {measured['batch']}", *cells]) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="124M,350M")
    parser.add_argument("--batches", default="32", help="sequences a step; each is measured")
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--attention", choices=["flash", "cudnn"], help="PyTorch's own choice where not given")
    parser.add_argument("--nanogpt", metavar="FOLDER", help="measure the model.py of nanoGPT in this folder")
    parser.add_argument("--prepare", action="store_true", help="compile only, for a later run to find in the cache")
    parser.add_argument("--device", default="cuda", choices=["cuda", "cpu"])
    parser.add_argument("--toy", action="store_true", help="a tiny model, not compiled: does this file work?")
    options = parser.parse_args()
    cuda = options.device == "cuda"
    if cuda and not torch.cuda.is_available():
        sys.exit("nanogpt.py: PyTorch sees no GPU here")
    torch.set_float32_matmul_precision("high")  # TF32 for what autocast leaves in float32

    rate = 0.0
    if not options.prepare:
        side = 256 if options.toy else 8_192
        rate = product_rate(options.device, side)
        card = torch.cuda.get_device_name() if cuda else "cpu"
        product = {"name": "product", "side": side, "tflops": rate / 1e12, "card": card, "torch": torch.__version__}
        print(json.dumps(product), flush=True)
        print(f"| product {side}³ in PyTorch | {rate / 1e12:.0f} TFLOP/s | | | | {rate / DENSE_RATE:.1%} | |", flush=True)

    for name in ["toy"] if options.toy else options.sizes.split(","):
        size = (2, 2, 64) if options.toy else SIZES[name]
        vocabulary, context = (512, 64) if options.toy else (VOCABULARY, CONTEXT)
        for batch in map(int, options.batches.split(",")):
            try:
                measured = train(name, size, batch, options, vocabulary, context)
            except torch.cuda.OutOfMemoryError:
                measured = {"name": f"nanogpt-{name}", "batch": batch, "error": "too little memory"}
            torch.compiler.reset()
            gc.collect()
            if cuda:
                torch.cuda.empty_cache()
            if measured:
                report(measured, rate)


if __name__ == "__main__":
    main()
