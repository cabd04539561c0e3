package org.arkwright.worker.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.SampleBatch;
import org.arkwright.protocol.SamplesTaken;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;
import org.arkwright.worker.sample.SampleQueue;

/**
 * Brings the samples to the control plane every few seconds, on connections of its own: whatever
 * becomes of them, reports and orders do not wait. A batch that does not arrive is sent again,
 * unless it is dropped meanwhile; and so is what a control plane had not written when it ended.
 */
public final class SampleLink {
  private static final Logger LOG = System.getLogger(SampleLink.class.getName());
  private static final long PAUSE_MILLIS = 2000;
  private static final int USES_MAX = 4000;
  private static final int ANSWER_BYTES_MAX = 1 << 16;
  private static final int TIMEOUT_MILLIS = 5000;

  private final ServerAddress address;
  private final NodeId node;
  private final SampleQueue queue;
  private final Wire wire = Wire.tolerant();
  private Optional<String> run = Optional.empty();
  private Optional<Long> shiftMillis = Optional.empty();

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

  /** Sends one batch; returns whether there may be more. Blocks. */
  boolean sendOldest() throws IOException {
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
            new SampleBatch(
                node,
                System.currentTimeMillis(),
                taken.dropped(),
                taken.samples(),
                Optional.of(new SampleBatch.Held(taken.first(), run, shiftMillis))));
    try (OutputStream out = post.getOutputStream()) {
      out.write(batch);
    }
    int status = post.getResponseCode();
    boolean refused =
        status == HttpURLConnection.HTTP_BAD_REQUEST || status == HttpURLConnection.HTTP_NOT_FOUND;
    if (status == HttpURLConnection.HTTP_NO_CONTENT || refused) {
      // A server that does not say what it has written; or one that would refuse it again.
      queue.delivered(taken);
    }
    if (status / 100 != 2) {
      throw new IOException(post.getURL() + " answers " + ServerWords.of(post));
    }
    if (status != HttpURLConnection.HTTP_NO_CONTENT) {
      try (InputStream in = post.getInputStream()) {
        answered(taken, wire.read(in.readNBytes(ANSWER_BYTES_MAX), SamplesTaken.class));
      } catch (WireException e) {
        throw new IOException(post.getURL() + " answers what cannot be read", e);
      }
    }
    return true;
  }

  private void answered(SampleQueue.Taken sent, SamplesTaken answer) {
    boolean lost = run.isPresent() && !run.get().equals(answer.run());
    run = Optional.of(answer.run());
    if (lost) {
      queue.again();
    } else {
      queue.held(sent, answer.writtenUntil());
      shiftMillis = answer.shiftMillis();
    }
  }
}
