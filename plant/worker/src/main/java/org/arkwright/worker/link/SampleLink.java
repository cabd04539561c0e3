package org.arkwright.worker.link;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.SampleBatch;
import org.arkwright.wire.Wire;
import org.arkwright.worker.sample.SampleQueue;

/**
 * Brings the samples to the control plane every few seconds, on connections of its own: whatever
 * becomes of them, reports and orders do not wait. A batch that does not arrive is sent again,
 * unless it is dropped meanwhile.
 */
public final class SampleLink {
  private static final Logger LOG = System.getLogger(SampleLink.class.getName());
  private static final long PAUSE_MILLIS = 2000;
  private static final int USES_MAX = 4000;
  private static final int TIMEOUT_MILLIS = 5000;

  private final ServerAddress address;
  private final NodeId node;
  private final SampleQueue queue;
  private final Wire wire = Wire.tolerant();

  public SampleLink(ServerAddress address, NodeId node, SampleQueue queue) {
    this.address = address;
    this.node = node;
    this.queue = queue;
  }

  /** Sends until the thread is interrupted. */
  public void run() throws InterruptedException {
    while (true) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      try {
        while (sendOldest()) {
          // There are more.
        }
      } catch (IOException e) {
        LOG.log(Level.DEBUG, () -> "samples were not taken: " + e);
      }
    }
  }

  /** Sends one batch; returns whether there may be more. */
  private boolean sendOldest() throws IOException {
    SampleQueue.Taken taken = queue.oldest(USES_MAX);
    if (taken.samples().isEmpty()) {
      return false;
    }
    HttpURLConnection post = address.open(SampleBatch.PATH);
    post.setRequestMethod("POST");
    post.setRequestProperty("Content-Type", "application/json");
    post.setConnectTimeout(TIMEOUT_MILLIS);
    post.setReadTimeout(TIMEOUT_MILLIS);
    post.setDoOutput(true);
    byte[] batch =
        wire.write(
            new SampleBatch(node, System.currentTimeMillis(), taken.dropped(), taken.samples()));
    try (OutputStream out = post.getOutputStream()) {
      out.write(batch);
    }
    int status = post.getResponseCode();
    boolean refused =
        status == HttpURLConnection.HTTP_BAD_REQUEST || status == HttpURLConnection.HTTP_NOT_FOUND;
    if (status / 100 == 2 || refused) {
      queue.sent(taken); // What was refused would be refused again: by a server that knows none.
    }
    if (status / 100 != 2) {
      throw new IOException(post.getURL() + " answers " + ServerWords.of(post));
    }
    return true;
  }
}
