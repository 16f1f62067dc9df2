"""Writes src/test/resources/golden/muon.json: some steps of torch.optim.Muon in float32.

    python golden_muon.py        (torch 2.13)

torch.optim.Muon iterates in bfloat16; here its cast is made the identity, so that the arithmetic can be compared closely.
"""

import json
import pathlib

import torch

torch.Tensor.bfloat16 = lambda self: self
torch.manual_seed(1)

SHAPES = {"wide": (3, 5), "tall": (7, 4), "square": (6, 6), "second": (6, 6)}
STEPS = 4
RATE, DECAY, MOMENTUM = 0.05, 0.1, 0.95


def numbers(tensor):
    return [float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()]


weights = {name: torch.nn.Parameter(torch.randn(shape)) for name, shape in SHAPES.items()}
optimizer = torch.optim.Muon(
    weights.values(), lr=RATE, weight_decay=DECAY, momentum=MOMENTUM, nesterov=True, ns_steps=5
)
golden = {"rate": RATE, "decay": DECAY, "momentum": MOMENTUM, "weights": []}
for name, weight in weights.items():
    golden["weights"].append({"name": name, "shape": SHAPES[name], "start": numbers(weight), "gradients": []})
for step in range(STEPS):
    for entry, weight in zip(golden["weights"], weights.values()):
        weight.grad = torch.randn_like(weight) * 10.0 ** (step - 2)
        entry["gradients"].append(numbers(weight.grad))
    optimizer.step()
for entry, weight in zip(golden["weights"], weights.values()):
    entry["end"] = numbers(weight)

target = pathlib.Path(__file__).parent.parent / "resources" / "golden" / "muon.json"
target.write_text(json.dumps(golden) + "\n")
