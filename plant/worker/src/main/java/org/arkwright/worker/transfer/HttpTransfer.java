package org.arkwright.worker.transfer;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.output.OutputWatch;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.unit.Bytes;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.SecretValues;
import org.arkwright.protocol.TransferReport;
import org.arkwright.protocol.TransferReport.Transfer;
import org.arkwright.worker.link.ServerAddress;
import org.arkwright.worker.rank.ArtifactTransfer;
import org.arkwright.worker.rank.RankSecrets;

/**
 * The exchange of files over HTTP, for a worker that shares no disk with its control plane. The
 * node has a store of its own: files stay in it, for the next attempt that reads them, until it has
 * more than its bound; then those go that were used least recently, and none that an attempt on
 * this node needs. What broke off goes on where it ended, also after this process was killed.
 */
public final class HttpTransfer implements ArtifactTransfer {
  private static final Logger LOG = System.getLogger(HttpTransfer.class.getName());
  private static final long REPORT_MILLIS = 1_000;

  private final ArtifactStore store;
  private final Path folder;
  private final FileServer server;
  private final Bytes cacheMax;
  private final KeptFiles kept = new KeptFiles();
  private final TransferMeter meter = new TransferMeter();
  private final InputFetch fetch;
  private final OutputDelivery delivery;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("transfer-timer").daemon().factory());
  private final BroughtSecrets secrets = new BroughtSecrets();
  private boolean reported;

  /**
   * Creates a transfer that does nothing until it is {@linkplain #start started}.
   *
   * @param store the node's own
   * @param folder of that store
   * @param cacheMax how much of files the store may have that no attempt needs
   */
  public HttpTransfer(
      ArtifactStore store, Path folder, ServerAddress address, NodeId node, Bytes cacheMax) {
    this.store = store;
    this.folder = folder;
    this.server = new FileServer(address, node);
    this.cacheMax = cacheMax;
    this.fetch = new InputFetch(store, new NodeDisk(store, folder, kept), server, kept, meter);
    this.delivery = new OutputDelivery(store, server, meter);
  }

  /** Opens the secrets of what was brought. */
  public RankSecrets secrets() {
    return secrets;
  }

  /** Begins to tell the control plane how far transfers are. */
  public void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::report, REPORT_MILLIS, REPORT_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletionStage<Void> bring(Order.Launch launch, BooleanSupplier wanted) {
    List<Digest> manifests = manifests(launch).toList();
    CompletableFuture<Void> brought = new CompletableFuture<>();
    boolean hasSecrets = BroughtSecrets.areIn(launch);
    if (manifests.isEmpty() && !hasSecrets) {
      brought.complete(null);
      return brought;
    }
    // One thread each: how long one takes must not hold up another that has everything.
    Thread.ofPlatform()
        .name("fetch-" + launch.attempt())
        .daemon()
        .start(() -> {
          try {
            Patience.Wanted stillWanted =
                () -> {
                  if (!wanted.getAsBoolean()) {
                    throw new IOException("the attempt was stopped before its inputs were there");
                  }
                };
            if (!manifests.isEmpty()) {
              fetch.fetch(launch.attempt(), manifests, stillWanted);
            }
            if (hasSecrets) {
              SecretValues values =
                  new Patience(stillWanted)
                      .insist("fetching the secrets", () -> server.secrets(launch.attempt()));
              secrets.keep(launch.attempt(), values);
            }
            brought.complete(null);
          } catch (IOException | RuntimeException | Error e) {
            brought.completeExceptionally(e);
          }
        });
    return brought;
  }

  @Override
  public boolean bringsCheckpoints() {
    return true;
  }

  @Override
  public void keep(Order.Launch launch) {
    List<Digest> manifests = manifests(launch).toList();
    kept.keep(launch.attempt(), manifests);
    for (Digest manifest : manifests) {
      try {
        kept.keep(
            launch.attempt(),
            store.manifest(manifest).files().stream().map(file -> file.digest()).toList());
      } catch (IOException e) {
        LOG.log(Level.DEBUG, () -> "not here: " + manifest + ": " + e.getMessage());
      }
    }
  }

  private static Stream<Digest> manifests(Order.Launch launch) {
    return Stream.concat(
            launch.inputs().values().stream(), launch.spec().execution().snapshot().stream())
        .distinct();
  }

  @Override
  public void deliver(AttemptId attempt, StoredOutputs stored, OutputWatch watch)
      throws IOException {
    stored.manifests(manifest -> kept.keep(attempt, Set.of(manifest)));
    delivery.deliver(attempt, stored, kept, watch);
  }

  @Override
  public void release(AttemptId attempt) {
    secrets.release(attempt);
    kept.release(attempt);
    timer.execute(this::shrink);
  }

  private void shrink() {
    try {
      Set<Digest> needed = kept.all();
      var removed = store.shrink(cacheMax, needed::contains);
      if (removed.files() > 0) {
        LOG.log(Level.INFO, "{0} files left the cache in {1}", removed.files(), folder);
      }
      var _ = store.collectTemporary(Instant.now());
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "the cache could not be shrunk", e);
    }
  }

  private void report() {
    try {
      List<Transfer> transfers = meter.look();
      if (!transfers.isEmpty() || reported) {
        server.report(new TransferReport(server.node(), transfers));
        reported = !transfers.isEmpty();
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, () -> "how far transfers are was not reported: " + e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
