package org.arkwright.worker.link;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.UseReport;
import org.arkwright.protocol.UseReport.DeviceUse;
import org.arkwright.wire.Wire;
import org.arkwright.worker.supervise.RankObserver;

/**
 * Observes the node's ranks once a second, and tells the control plane every few seconds what they
 * use and what the devices do. A report that does not arrive is not repeated: the next one is
 * newer.
 */
public final class UseLink {
  private static final Logger LOG = System.getLogger(UseLink.class.getName());
  private static final long TICK_MILLIS = 1000;
  private static final int TICKS_PER_REPORT = 3;
  private static final int TIMEOUT_MILLIS = 2000;

  private final ServerAddress address;
  private final NodeId node;
  private final RankObserver observer;
  private final Supplier<List<DeviceUse>> devices;
  private final Wire wire = Wire.strict();

  /**
   * @param devices measures what the node's devices do now
   */
  public UseLink(
      ServerAddress address,
      NodeId node,
      RankObserver observer,
      Supplier<List<DeviceUse>> devices) {
    this.address = address;
    this.node = node;
    this.observer = observer;
    this.devices = devices;
  }

  /** Observes until the thread is interrupted. */
  public void run() {
    boolean reported = false;
    for (long tick = 1; !Thread.currentThread().isInterrupted(); tick++) {
      try {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        observer.noteGrowth();
        if (tick % TICKS_PER_REPORT == 0) {
          List<UseReport.RankUse> uses = observer.measure();
          List<DeviceUse> deviceUses = devices.get();
          boolean worthTelling = !uses.isEmpty() || !deviceUses.isEmpty();
          if (worthTelling || reported) {
            send(new UseReport(node, uses, deviceUses));
            reported = worthTelling;
          }
        }
      } catch (InterruptedException _) {
        return;
      } catch (IOException e) {
        LOG.log(Level.DEBUG, () -> "what ranks use was not reported: " + e);
      } catch (RuntimeException e) {
        // Ranks matter more than being watched, and the next look may succeed.
        LOG.log(Level.WARNING, "ranks could not be observed", e);
      }
    }
  }

  private void send(UseReport report) throws IOException {
    HttpURLConnection post = address.open("/worker/v1/use");
    post.setRequestMethod("POST");
    post.setRequestProperty("Content-Type", "application/json");
    post.setConnectTimeout(TIMEOUT_MILLIS);
    post.setReadTimeout(TIMEOUT_MILLIS);
    post.setDoOutput(true);
    try (OutputStream out = post.getOutputStream()) {
      out.write(wire.write(report));
    }
    if (post.getResponseCode() / 100 != 2) {
      throw new IOException(post.getURL() + " answers " + ServerWords.of(post));
    }
  }
}
