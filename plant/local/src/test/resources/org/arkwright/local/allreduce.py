"""What a script for torchrun looks like: it knows nothing of Arkwright."""

import os

import torch
import torch.distributed as dist

dist.init_process_group("gloo")
rank = torch.tensor([float(dist.get_rank() + 1)])
dist.all_reduce(rank)
print(f"rank {dist.get_rank()} of {dist.get_world_size()}, local {os.environ['LOCAL_RANK']}: sum {rank.item():.0f}")
dist.destroy_process_group()
