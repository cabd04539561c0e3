package org.arkwright.train.gang;

import java.time.Duration;
import java.util.Map;
import org.arkwright.train.model.TrainingDevice;
import org.arkwright.train.report.TrainingProblem;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch_gloo;
import org.bytedeco.pytorch.global.torch_nccl;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;
import org.jspecify.annotations.Nullable;

/**
 * The ranks that train a network together, each on its share of every batch. They are configured by
 * torchrun's variables RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT; without them the gang has one
 * rank. Collective calls block until all ranks have made them. Not thread-safe.
 */
public final class Gang implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final int rank;
  private final int size;
  private final @Nullable TCPStore store;
  private final @Nullable Backend group;

  private Gang(int rank, int size, @Nullable TCPStore store, @Nullable Backend group) {
    this.rank = rank;
    this.size = size;
    this.store = store;
    this.group = group;
  }

  /**
   * Joins the other ranks.
   *
   * @param kind the kind of device of the exchanged tensors: gloo transfers those in main memory,
   *     nccl those on CUDA devices, of which each rank has its own
   * @throws TrainingProblem when the variables are invalid
   */
  public static Gang join(Map<String, String> environment, TrainingDevice.Kind kind) {
    int size = number(environment, "WORLD_SIZE", 1);
    int rank = number(environment, "RANK", 0);
    if (size < 1 || rank < 0 || rank >= size) {
      throw new TrainingProblem("RANK %d of WORLD_SIZE %d is not possible".formatted(rank, size));
    }
    if (size == 1) {
      return new Gang(0, 1, null, null);
    }
    String host = environment.getOrDefault("MASTER_ADDR", "127.0.0.1");
    int port = number(environment, "MASTER_PORT", 29_500);
    // Also contains the store through which ranks of either kind meet.
    Loader.load(torch_gloo.class);
    TCPStoreOptions options = new TCPStoreOptions();
    options
        .port((short) port)
        .isServer(rank == 0)
        .waitWorkers(false)
        .timeout(new Milliseconds(TIMEOUT.toMillis()));
    TCPStore store = new TCPStore(host, options);
    Backend group =
        switch (kind) {
          case CPU -> gloo(host, store, rank, size);
          case CUDA -> {
            Loader.load(torch_nccl.class);
            yield new ProcessGroupNCCL(store, rank, size);
          }
        };
    return new Gang(rank, size, store, group);
  }

  private static Backend gloo(String host, TCPStore store, int rank, int size) {
    ProcessGroupGloo.Options options =
        ProcessGroupGloo.Options.create(new Milliseconds(TIMEOUT.toMillis()));
    // Otherwise gloo looks up this machine's host name, which may not resolve.
    boolean local = host.equals("127.0.0.1") || host.equals("localhost");
    options.devices(
        new GlooDeviceVector(
            local
                ? ProcessGroupGloo.createDeviceForHostname("127.0.0.1")
                : ProcessGroupGloo.createDefaultDevice()));
    return new ProcessGroupGloo(store, rank, size, options);
  }

  private static int number(Map<String, String> environment, String name, int defaultValue) {
    String text = environment.getOrDefault(name, Integer.toString(defaultValue));
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException _) {
      throw new TrainingProblem("%s is %s; expected a whole number".formatted(name, text));
    }
  }

  /** The number of this rank, from zero. */
  public int rank() {
    return rank;
  }

  /** The number of ranks. */
  public int size() {
    return size;
  }

  /** Whether this rank is the leader, which reports and writes for all. */
  public boolean isLeader() {
    return rank == 0;
  }

  /** Replaces a tensor by the sum of the tensors of all ranks. */
  public void sum(Tensor tensor) {
    if (group != null) {
      try (PointerScope _ = new PointerScope()) {
        Work work = group.allreduce(new TensorVector(tensor));
        if (!work._wait()) {
          throw new IllegalStateException("the exchange between the ranks failed");
        }
      }
    }
  }

  /** Returns the leader's text on every rank; a key may only be used once. */
  public String fromLeader(String key, String text) {
    if (store == null) {
      return text;
    }
    if (isLeader()) {
      store.set(key, text);
      return text;
    }
    return store.get_to_str(key);
  }

  @Override
  public void close() {
    if (group != null) {
      group.close();
    }
    if (store != null) {
      store.close();
    }
  }
}
