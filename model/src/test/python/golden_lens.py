"""Writes src/test/resources/golden/lens.json: what transformers' layers would have said.

Run in an environment with torch, transformers and safetensors, after golden_models.py:

    python model/src/test/python/golden_lens.py

For some of the checkpoints in that folder and each token of their prompts: the logits that the
embedding and each layer's output give when the final norm and the output matrix follow at once (the
logit lens, nostalgebraist 2020). The last of transformers' hidden states has its norm already.
"""

import json
import pathlib

import torch
from transformers import AutoModelForCausalLM

TARGET = pathlib.Path(__file__).parents[1] / "resources" / "golden"
NAMES = ["qwen3-grouped", "llama-grouped-untied", "gpt2"]


def final_norm(model):
    return model.transformer.ln_f if hasattr(model, "transformer") else model.model.norm


def lens(name):
    folder = TARGET / name
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    prompt = json.loads((folder / "expected.json").read_text())["prompt"]
    with torch.no_grad():
        states = model(torch.tensor([prompt]), output_hidden_states=True).hidden_states
        normed = [final_norm(model)(state) for state in states[:-1]] + [states[-1]]
        logits = torch.stack([model.lm_head(state)[0] for state in normed])  # (layers + 1, T, V)
    return [
        [[float(f"{x:.9g}") for x in row] for row in layer] for layer in logits.tolist()
    ]


(TARGET / "lens.json").write_text(json.dumps({name: lens(name) for name in NAMES}) + "\n")
