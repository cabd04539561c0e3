package org.arkwright.links;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Rank 1: measures the links to each address of rank 0's node. */
final class LinkMeasurer {
  private static final long MEET_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final int WARM_UPS = 200;
  private static final int PINGS = 2_000;
  private static final long PINGS_NANOS_MAX = TimeUnit.SECONDS.toNanos(3);
  private static final int PERCENTILE_99 = 99;

  private LinkMeasurer() {}

  /** An address at which rank 0 listens. */
  private record Door(String network, String address, int port, long nicBytesPerSecond) {}

  /** The round trips over a link: half and ninety-nine of a hundred take no longer. */
  private record RoundTrips(long p50Nanos, long p99Nanos, long clockNanos, long clockErrorNanos) {}

  /** Measures all that rank 0 offers. Blocks for as long as that takes. */
  static LinkReport measure(LinkOptions options) throws IOException {
    try (LinkWire control = meet(options)) {
      List<Door> doors = new ArrayList<>();
      int count = control.in().readInt();
      for (int i = 0; i < count; i++) {
        doors.add(
            new Door(
                control.in().readUTF(),
                control.in().readUTF(),
                control.in().readInt(),
                control.in().readLong()));
      }
      List<LinkReport.Link> links = new ArrayList<>();
      for (Door door : doors) {
        links.add(link(door, options));
      }
      return new LinkReport(options.node(), links);
    }
  }

  /** Connects to rank 0, which may start later. */
  private static LinkWire meet(LinkOptions options) throws IOException {
    long end = System.nanoTime() + MEET_NANOS;
    while (true) {
      try {
        return LinkWire.to(options.meeting(), options.port());
      } catch (IOException e) {
        if (System.nanoTime() - end > 0) {
          throw new IOException("rank 0 cannot be reached at " + e.getMessage(), e);
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static LinkReport.Link link(Door door, LinkOptions options) {
    try {
      long ownNic;
      RoundTrips trips;
      try (LinkWire wire = LinkWire.to(door.address, door.port)) {
        ownNic = Nic.bytesPerSecond(wire.socket().getLocalAddress()).orElse(0);
        wire.out().write(LinkWire.ECHO);
        trips = roundTrips(wire);
      }
      return new LinkReport.Link(
          door.network,
          door.address,
          Optional.empty(),
          trips.p50Nanos,
          trips.p99Nanos,
          trips.clockNanos,
          trips.clockErrorNanos,
          slower(ownNic, door.nicBytesPerSecond),
          flow(door, options, 1, true),
          flow(door, options, 1, false),
          flow(door, options, options.streams(), true),
          flow(door, options, options.streams(), false),
          options.streams());
    } catch (IOException e) {
      return LinkReport.Link.broken(
          door.network, door.address, String.valueOf(e.getMessage()), options.streams());
    }
  }

  private static long slower(long one, long other) {
    return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
  }

  /** The clock's offset is that of the fastest round trip, of which it errs by half at most. */
  private static RoundTrips roundTrips(LinkWire wire) throws IOException {
    for (int i = 0; i < WARM_UPS; i++) {
      wire.ping();
    }
    long[] nanos = new long[PINGS];
    long fastest = Long.MAX_VALUE;
    long offset = 0;
    int count = 0;
    long end = System.nanoTime() + PINGS_NANOS_MAX;
    while (count < PINGS && (count == 0 || System.nanoTime() - end < 0)) {
      long before = LinkWire.nowNanos();
      long begin = System.nanoTime();
      long theirs = wire.ping();
      long trip = System.nanoTime() - begin;
      nanos[count++] = trip;
      if (trip < fastest) {
        fastest = trip;
        offset = theirs - (before + trip / 2);
      }
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new RoundTrips(
        sorted[count / 2],
        sorted[Math.min(count - 1, count * PERCENTILE_99 / 100)],
        offset,
        fastest / 2);
  }

  /**
   * Measures the bytes a second of connections that all send at the same time.
   *
   * @param up whether this rank sends
   */
  private static double flow(Door door, LinkOptions options, int streams, boolean up)
      throws IOException {
    List<LinkWire> wires = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (int i = 0; i < streams; i++) {
        wires.add(LinkWire.to(door.address, door.port));
      }
      List<Callable<LinkWire.Flow>> tasks = new ArrayList<>();
      for (LinkWire wire : wires) {
        tasks.add(() -> up ? upload(wire, options) : download(wire, options));
      }
      double sum = 0;
      for (Future<LinkWire.Flow> each : threads.invokeAll(tasks)) {
        sum += each.get().bytesPerSecond();
      }
      return sum;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      wires.forEach(LinkWire::close);
    }
  }

  private static LinkWire.Flow upload(LinkWire wire, LinkOptions options) throws IOException {
    wire.out().write(LinkWire.UPLOAD);
    wire.flood(options.each().toNanos());
    return new LinkWire.Flow(wire.in().readLong(), wire.in().readLong());
  }

  private static LinkWire.Flow download(LinkWire wire, LinkOptions options) throws IOException {
    wire.out().write(LinkWire.DOWNLOAD);
    wire.out().writeLong(options.each().toNanos());
    wire.out().flush();
    return wire.drain();
  }
}
