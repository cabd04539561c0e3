package org.arkwright.samples;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.Sample;
import org.arkwright.protocol.SampleBatch;
import org.arkwright.protocol.SamplesTaken;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.thread.ServiceThread;

/**
 * The samples of all nodes: the newest in memory, and the series of each attempt in a file beside
 * its output, which is swept with it. Whoever brings a batch never waits for a disk: full blocks
 * are written by a thread of their own, and where it cannot keep up they are dropped and counted.
 * Thread-safe.
 */
public final class SampleStore implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SampleStore.class.getName());

  /** With the block that grows at least four minutes of an attempt, and eight of a node. */
  private static final int ATTEMPT_BLOCKS = 2;

  private static final int NODE_BLOCKS = 4;
  private static final int QUEUE_MAX = 20_000;
  private static final long FILE_BYTES_MAX = 256 << 10;
  private static final Duration SWEEP = Duration.ofSeconds(5);

  /** After that long without a sample an attempt has ended, or its worker is gone. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration NODE_SILENCE = Duration.ofMinutes(10);
  private static final Duration LAST_WRITES = Duration.ofSeconds(5);

  /** A clock that differs by less is not told from a slow network. */
  private static final long CLOCK_MILLIS = 2000;

  private final RankLogs logs;
  private final InstantSource clock;

  /** Tells the workers whether what they hold is in this memory. */
  private final String run = UUID.randomUUID().toString();

  private final long fileBytesMax;
  private final Map<AttemptId, AttemptSeries> attempts = new HashMap<>();
  private final Map<NodeId, NodeSeries> nodes = new HashMap<>();
  private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>(QUEUE_MAX);
  private final AtomicLong droppedBlocks = new AtomicLong();
  private final Map<AttemptId, SeriesFile> files = new HashMap<>();
  private final ServiceThread thread = ServiceThread.of("arkwright-samples", this::run);

  /** What the writing thread has to do. */
  private sealed interface Task {
    record Write(AttemptId attempt, SourceSeries.Ended ended) implements Task {}

    /** The attempt has ended: its file need not be remembered. */
    record Forget(AttemptId attempt) implements Task {}

    record End() implements Task {}
  }

  /** The newest of one node. */
  private static final class NodeSeries {
    final SourceSeries series;
    final Unwritten unwritten = new Unwritten();
    long shiftMillis;
    long heardMillis;
    long dropped;

    NodeSeries(NodeId node, long shiftMillis) {
      series = new SourceSeries(node, NODE_BLOCKS, new Unwritten()); // It has no file.
      this.shiftMillis = shiftMillis;
    }
  }

  /**
   * @param logs where the files are
   */
  public SampleStore(RankLogs logs, InstantSource clock) {
    this(logs, clock, FILE_BYTES_MAX);
  }

  SampleStore(RankLogs logs, InstantSource clock, long fileBytesMax) {
    this.logs = logs;
    this.clock = clock;
    this.fileBytesMax = fileBytesMax;
  }

  /** Starts writing. */
  public SampleStore start() {
    var _ = thread.start();
    return this;
  }

  /** What keeps samples from being written, if anything does. */
  public Optional<String> trouble() {
    return thread.trouble();
  }

  /**
   * Takes a batch, unless it is meant for another run. Samples that are not later than the last of
   * their node are ignored, and ranks of attempts that are not admitted.
   *
   * @param admitted the attempts that have ranks on the node, with their devices there
   * @return what is said to the worker that holds what is not written; for others meaningless
   */
  public SamplesTaken accept(SampleBatch batch, Map<AttemptId, Set<Integer>> admitted) {
    Optional<SampleBatch.Held> held = batch.held();
    if (held.flatMap(SampleBatch.Held::run).filter(meant -> !meant.equals(run)).isPresent()) {
      return new SamplesTaken(run, 0, Optional.empty());
    }
    long now = clock.millis();
    List<Task> full = new ArrayList<>();
    NodeSeries node;
    long number = held.map(SampleBatch.Held::first).orElse(Unwritten.NONE);
    synchronized (this) {
      long told = held.flatMap(SampleBatch.Held::shiftMillis).orElse(0L);
      node = nodes.computeIfAbsent(batch.node(), id -> new NodeSeries(id, told));
      node.heardMillis = now;
      node.dropped = batch.dropped();
      long shift = now - batch.sentAtMillis();
      if (Math.abs(shift - node.shiftMillis) > CLOCK_MILLIS) {
        node.shiftMillis = Math.abs(shift) > CLOCK_MILLIS ? shift : 0;
      }
      for (Sample sample : batch.samples()) {
        long at = sample.atMillis() + node.shiftMillis;
        long numbered = number;
        var _ = node.series.add(Points.ofNode(sample, at), numbered);
        Points.ofAttempts(sample, at, admitted)
            .forEach((attempt, point) ->
                attempts
                    .computeIfAbsent(attempt, _ -> new AttemptSeries())
                    .of(batch.node(), ATTEMPT_BLOCKS, node.unwritten, now)
                    .add(point, numbered)
                    .ifPresent(ended -> full.add(new Task.Write(attempt, ended))));
        number = held.isPresent() ? number + 1 : number;
      }
    }
    full.forEach(this::offer);
    return new SamplesTaken(
        run, node.unwritten.writtenUntil(number - 1), Optional.of(node.shiftMillis));
  }

  private void offer(Task task) {
    if (!queue.offer(task)) {
      droppedBlocks.incrementAndGet();
      if (task instanceof Task.Write write) {
        over(write.ended());
      }
    }
  }

  /** How many blocks were not written because the disk was too slow. */
  public long droppedBlocks() {
    return droppedBlocks.get();
  }

  /** How many samples of a node its worker has dropped; 0 where none is known. */
  public synchronized long dropped(NodeId node) {
    NodeSeries series = nodes.get(node);
    return series == null ? 0 : series.dropped;
  }

  /** How many attempts are in memory. */
  public synchronized int attempts() {
    return attempts.size();
  }

  /** Returns the newest samples of a node; none where it has sent none lately. */
  public synchronized History node(NodeId node) {
    NodeSeries series = nodes.get(node);
    return History.of(series == null ? List.of() : series.series.blocks());
  }

  /** Returns all samples of an attempt, running or ended. Blocks. */
  public History attempt(AttemptId attempt) throws IOException {
    List<Block> newest;
    synchronized (this) {
      AttemptSeries series = attempts.get(attempt);
      newest = series == null ? List.of() : series.blocks();
    }
    return History.of(SeriesFile.read(logs.samples(attempt)), newest);
  }

  private void run() throws InterruptedException {
    long swept = clock.millis();
    while (true) {
      Task task = queue.poll(SWEEP.toMillis(), TimeUnit.MILLISECONDS);
      if (task instanceof Task.End) {
        return;
      }
      if (task != null) {
        carryOut(task);
      }
      if (clock.millis() - swept >= SWEEP.toMillis()) {
        swept = clock.millis();
        sweep();
      }
    }
  }

  private void carryOut(Task task) {
    switch (task) {
      case Task.Write(AttemptId attempt, SourceSeries.Ended ended) -> {
        try {
          write(attempt, ended.block());
        } catch (IOException e) {
          droppedBlocks.incrementAndGet();
          files.remove(attempt);
          LOG.log(Level.DEBUG, () -> "samples of " + attempt + " were not written: " + e);
        } finally {
          over(ended);
        }
      }
      case Task.Forget(AttemptId attempt) -> files.remove(attempt);
      case Task.End _ -> {}
    }
  }

  /** The worker need not hold it any more: it is written, or never will be. */
  private void over(SourceSeries.Ended ended) {
    NodeSeries node;
    synchronized (this) {
      node = nodes.get(ended.block().source());
    }
    if (node != null) {
      node.unwritten.over(ended.first());
    }
  }

  private void write(AttemptId attempt, Block block) throws IOException {
    if (Files.exists(logs.removal(attempt))) {
      return; // Its output was swept, and this with it.
    }
    Path file = logs.samples(attempt);
    Files.createDirectories(logs.folder(attempt));
    files.computeIfAbsent(attempt, _ -> new SeriesFile(file, fileBytesMax)).append(block);
  }

  /** Ends the series of attempts that nothing is heard of. */
  void sweep() {
    long now = clock.millis();
    List<Task> tasks = new ArrayList<>();
    synchronized (this) {
      nodes
          .values()
          .removeIf(
              node -> node.unwritten.isEmpty() && node.heardMillis < now - NODE_SILENCE.toMillis());
      for (Iterator<Map.Entry<AttemptId, AttemptSeries>> each = attempts.entrySet().iterator();
          each.hasNext(); ) {
        Map.Entry<AttemptId, AttemptSeries> next = each.next();
        if (next.getValue().isSilentSince(now - SILENCE.toMillis())) {
          next.getValue().end().forEach(ended -> tasks.add(new Task.Write(next.getKey(), ended)));
          tasks.add(new Task.Forget(next.getKey()));
          each.remove();
        }
      }
    }
    // On the writing thread, so that a reader finds the blocks in the file at once.
    tasks.forEach(this::carryOut);
  }

  /** Writes what is in memory, as far as that can be done in a few seconds. */
  @Override
  public void close() {
    List<Task> last = new ArrayList<>();
    synchronized (this) {
      attempts.forEach((attempt, series) ->
          series.end().forEach(ended -> last.add(new Task.Write(attempt, ended))));
      attempts.clear();
    }
    last.forEach(this::offer);
    offer(new Task.End());
    if (!thread.wasStarted()) {
      return;
    }
    try {
      if (!thread.join(LAST_WRITES)) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
