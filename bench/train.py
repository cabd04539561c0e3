"""The trainer's network in Python PyTorch, for bench/train.sh: prints tokens per second.

  python3 bench/train.py MODEL_FOLDER BATCH STEPS

The shape is read from config.json in MODEL_FOLDER.
"""

import json
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

folder, batch, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open(os.path.join(folder, "config.json")) as file:
    shape = json.load(file)
WIDTH, INNER = shape["hidden_size"], shape["intermediate_size"]
HEADS, HEAD = shape["num_attention_heads"], shape["head_dim"]
TIME, VOCABULARY = shape["max_position_embeddings"], shape["vocab_size"]
EPSILON = shape["rms_norm_eps"]

frequencies = shape["rope_theta"] ** (-torch.arange(0, HEAD, 2).double() / HEAD)
angles = torch.outer(torch.arange(TIME).double(), frequencies)
COSINE, SINE = angles.cos().float()[:, None], angles.sin().float()[:, None]


def rotate(heads):
    first, second = heads.chunk(2, -1)
    return torch.cat((first * COSINE - second * SINE, second * COSINE + first * SINE), -1)


def linear(inputs, outputs):
    return nn.Linear(inputs, outputs, bias=False)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (linear(WIDTH, WIDTH) for _ in range(4))
        self.gate, self.up = linear(WIDTH, INNER), linear(WIDTH, INNER)
        self.down = linear(INNER, WIDTH)
        self.norm1, self.norm2 = nn.RMSNorm(WIDTH, EPSILON), nn.RMSNorm(WIDTH, EPSILON)

    def forward(self, stream):
        rows = self.norm1(stream)
        query, key, value = (
            projection(rows).view(batch, TIME, HEADS, HEAD)
            for projection in (self.query, self.key, self.value)
        )
        mixed = F.scaled_dot_product_attention(
            rotate(query).transpose(1, 2),
            rotate(key).transpose(1, 2),
            value.transpose(1, 2),
            is_causal=True,
        )
        stream = stream + self.out(mixed.transpose(1, 2).reshape(batch, TIME, WIDTH))
        rows = self.norm2(stream)
        return stream + self.down(F.silu(self.gate(rows)) * self.up(rows))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(shape["num_hidden_layers"]))
        self.norm = nn.RMSNorm(WIDTH, EPSILON)
        nn.init.normal_(self.embedding.weight, std=0.02)

    def forward(self, tokens):
        stream = self.embedding(tokens)
        for block in self.blocks:
            stream = block(stream)
        return F.linear(self.norm(stream), self.embedding.weight)


torch.manual_seed(1)
network = Network()
optimiser = torch.optim.AdamW(network.parameters(), 1e-3, betas=(0.9, 0.95), weight_decay=0.1)
tokens = torch.randint(0, VOCABULARY, (batch, TIME + 1))
WARM_UP = 5
for step in range(steps + WARM_UP):
    if step == WARM_UP:
        begin = time.perf_counter()
    loss = F.cross_entropy(network(tokens[:, :-1]).view(-1, VOCABULARY), tokens[:, 1:].reshape(-1))
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    loss.item()
print(round(batch * TIME * steps / (time.perf_counter() - begin)))
