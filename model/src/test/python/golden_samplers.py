"""Writes src/test/resources/golden/samplers.json: what transformers' logits processors leave in play.

Run in an environment with torch and transformers:

    python model/src/test/python/golden_samplers.py

Each case is a chain of processors in the order in which `generate` applies them, some logits, the
tokens so far and the probabilities after it. Frequency and presence penalties, which transformers
does not have, are OpenAI's formula. `beams` are the continuations of beam searches on the golden
models.
"""

import json
import pathlib

import torch
from transformers import LlamaForCausalLM, Qwen3ForCausalLM
from transformers.generation import logits_process as lp

GOLDEN = pathlib.Path(__file__).parents[1] / "resources" / "golden"
VOCABULARY = 30
PROMPT = [3, 7, 7, 12]
GENERATED = [5, 7, 5, 5, 21]

CASES = [
    dict(),
    dict(temperature=0.7),
    dict(temperature=2.5),
    dict(top_k=5),
    dict(top_p=0.8),
    dict(min_p=0.1),
    dict(typical_p=0.4),
    dict(typical_p=0.9),
    dict(repetition=1.3),
    dict(repetition=0.8),
    dict(frequency=0.5),
    dict(presence=0.7),
    dict(bias={4: 3.0, 9: -2.5, 7: 0.5}),
    dict(temperature=0.8, top_k=20, top_p=0.95, min_p=0.02),
    dict(temperature=1.3, top_k=12, top_p=0.9, min_p=0.05, typical_p=0.7),
    dict(bias={2: 1.0, 5: 2.0}, repetition=1.2, frequency=0.3, presence=0.4, temperature=0.9, top_p=0.85),
]


def processed(case, logits):
    tokens = torch.tensor([PROMPT + GENERATED])
    scores = logits[None].clone()
    if "bias" in case:
        bias = lp.SequenceBiasLogitsProcessor({(id,): value for id, value in case["bias"].items()})
        scores = bias(tokens, scores)
    if "repetition" in case:
        scores = lp.RepetitionPenaltyLogitsProcessor(case["repetition"])(tokens, scores)
    for id in set(GENERATED):
        scores[0, id] -= GENERATED.count(id) * case.get("frequency", 0) + case.get("presence", 0)
    warpers = [
        ("temperature", lp.TemperatureLogitsWarper),
        ("top_k", lp.TopKLogitsWarper),
        ("top_p", lp.TopPLogitsWarper),
        ("min_p", lp.MinPLogitsWarper),
        ("typical_p", lp.TypicalLogitsWarper),
    ]
    for name, warper in warpers:
        if name in case:
            scores = warper(case[name])(tokens, scores)
    return scores.softmax(-1)[0]


def beams(name, model_class, count, tokens):
    model = model_class.from_pretrained(GOLDEN / name, dtype=torch.float32).eval()
    expected = json.loads((GOLDEN / name / "expected.json").read_text())
    prompt = torch.tensor([expected["prompt"]])
    found = model.generate(
        prompt, attention_mask=torch.ones_like(prompt), num_beams=count, do_sample=False,
        max_new_tokens=tokens, min_new_tokens=0, early_stopping=False, pad_token_id=0)
    return dict(model=name, beams=count, tokens=tokens, ids=found[0, prompt.shape[1]:].tolist())


torch.manual_seed(11)
cases = []
for case in CASES:
    for _ in range(2):
        logits = torch.randn(VOCABULARY) * 2
        probabilities = processed(case, logits)
        cases.append(dict(
            case=case,
            logits=[float(f"{x:.9g}") for x in logits.tolist()],
            probabilities=[float(f"{x:.7g}") for x in probabilities.tolist()],
        ))
searches = [
    beams("qwen3", Qwen3ForCausalLM, 3, 12),
    beams("qwen3-grouped", Qwen3ForCausalLM, 5, 20),
    beams("llama-grouped-untied", LlamaForCausalLM, 4, 15),
    beams("qwen3-untied", Qwen3ForCausalLM, 4, 25),
]
content = dict(prompt=PROMPT, generated=GENERATED, cases=cases, beams=searches)
(GOLDEN / "samplers.json").write_text(json.dumps(content) + "\n")
