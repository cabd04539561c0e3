package org.arkwright.worker;

import java.io.IOException;
import java.nio.file.Path;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.model.id.NodeId;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.thread.ServiceThread;
import org.arkwright.worker.link.ServerAddress;
import org.arkwright.worker.rank.ArtifactTransfer;
import org.arkwright.worker.rank.KeyedSecrets;
import org.arkwright.worker.rank.MountFolders;
import org.arkwright.worker.rank.RankSecrets;
import org.arkwright.worker.supervise.LogDelivery;
import org.arkwright.worker.transfer.ChannelledLogs;
import org.arkwright.worker.transfer.HttpTransfer;
import org.arkwright.worker.transfer.LogRelay;

/**
 * How files of attempts come to a worker, and its ranks' output to whoever reads it.
 *
 * @param artifacts of inputs and outputs
 * @param logs of ranks
 * @param secrets opens those of attempts
 */
record FileExchange(ArtifactTransfer artifacts, LogDelivery logs, RankSecrets secrets)
    implements AutoCloseable {
  /**
   * Begins the exchange that the options choose.
   *
   * @param channelled which output goes by channels meanwhile
   */
  static FileExchange begin(
      WorkerOptions options, ServerAddress server, NodeId node, ChannelledLogs channelled)
      throws IOException {
    if (options.files().isEmpty()) {
      return new FileExchange(
          ArtifactTransfer.SHARED,
          LogDelivery.SHARED,
          new KeyedSecrets(options.serverFile().resolveSibling("secrets.key")));
    }
    Path folder = MountFolders.storeOf(options.work());
    HttpTransfer transfer =
        new HttpTransfer(
            ArtifactStore.open(folder), folder, server, node, options.files().get().cacheMax());
    transfer.start();
    LogRelay relay =
        LogRelay.of(new RankLogs(options.logs().toAbsolutePath()), channelled, server, node);
    var _ = ServiceThread.of("relay", relay::run).start();
    return new FileExchange(transfer, relay, transfer.secrets());
  }

  @Override
  public void close() {
    artifacts.close();
  }
}
