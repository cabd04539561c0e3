"""Meets as torchrun's ranks do, sums a number of each rank, and writes it to the job's output."""
import os, socket, struct, time

rank, world = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
master = (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))
print(f"rank {rank} begins", flush=True)
value = float(rank + 1)


def read(peer):
    return struct.unpack("d", peer.recv(8, socket.MSG_WAITALL))[0]


if rank == 0:
    server = socket.create_server(master)
    peers = [server.accept()[0] for _ in range(world - 1)]
    total = value + sum(read(peer) for peer in peers)
    for peer in peers:
        peer.sendall(struct.pack("d", total))
else:
    for _ in range(300):
        try:
            peer = socket.create_connection(master, timeout=10)
            break
        except OSError:
            time.sleep(0.1)
    peer.sendall(struct.pack("d", value))
    total = read(peer)
with open(os.environ["ARKWRIGHT_OUTPUT_SUM"] + f"/rank-{rank}.txt", "w") as out:
    out.write(f"{total}\n")
print(f"rank {rank} of {world} on {socket.gethostname()} met at {master[0]}: {total}", flush=True)
time.sleep(float(os.environ.get("LINGER", "0")))
