"""A typical script for torchrun, which does not depend on Arkwright."""

import os

import torch
import torch.distributed as dist

dist.init_process_group("gloo")
rank = torch.tensor([float(dist.get_rank() + 1)])
dist.all_reduce(rank)
local = os.environ["LOCAL_RANK"]
total = f"sum {rank.item():.0f}"
print(f"rank {dist.get_rank()} of {dist.get_world_size()}, local {local}: {total}")
dist.destroy_process_group()
