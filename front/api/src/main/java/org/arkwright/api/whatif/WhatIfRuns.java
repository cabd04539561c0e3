package org.arkwright.api.whatif;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.arkwright.api.whatif.WhatIfRun.Status;
import org.arkwright.spec.site.WhatIfRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of the twin on this server's history: one at a time, few waiting, each within its time
 * and the limits of its process, and only while somebody asks for it. Thread-safe.
 */
public final class WhatIfRuns {
  private static final Logger log = LoggerFactory.getLogger(WhatIfRuns.class);

  /** How many may run, or wait for the one that runs. */
  static final int LIVE_MAX = 4;

  private static final int KEPT_MAX = 8;
  private static final int OUTPUT_MAX = 2 << 20;
  private static final int PAGE_MAX = 4 << 20;
  private static final int WRONG_USE = 2;
  private static final int OUT_OF_MEMORY = 3;
  private static final String ERROR = "error: ";

  /** How often a run is looked at. */
  private static final long LOOK_MILLIS = 250;

  private final Path scratch;
  private final TwinStarter twin;
  private final Executor background;
  private final InstantSource clock;
  private final Limits limits;
  private final Map<String, WhatIfRun> known = new LinkedHashMap<>();
  private final Deque<Queued> queue = new ArrayDeque<>();
  private boolean isWorking;
  private boolean isClosed;

  /**
   * What bounds a run in time.
   *
   * @param time how long it may take
   * @param unasked how long it goes on when nobody asks how far it is
   */
  public record Limits(Duration time, Duration unasked) {}

  private record Queued(WhatIfRun run, WhatIfRequest request) {}

  /**
   * No runs yet.
   *
   * @param scratch a folder of these runs alone; what is in it is of a server that ended without
   *     closing them
   * @param background runs what waits for processes
   */
  public WhatIfRuns(
      Path scratch, TwinStarter twin, Executor background, InstantSource clock, Limits limits) {
    this.scratch = scratch;
    this.twin = twin;
    this.background = background;
    this.clock = clock;
    this.limits = limits;
  }

  /** Removes what is left of runs whose server was killed. */
  public WhatIfRuns start() {
    if (Files.exists(scratch)) {
      remove(scratch);
    }
    return this;
  }

  /**
   * Begins a run; empty when as many are live as may be.
   *
   * @param by the name of the principal that asks
   */
  public synchronized Optional<WhatIfRun> begin(WhatIfRequest request, String by) {
    queue.forEach(queued -> endUnasked(queued.run()));
    queue.removeIf(queued -> queued.run().status().isFinal()); // With all that was sent for it.
    if (isClosed || live().count() >= LIVE_MAX) {
      return Optional.empty();
    }
    WhatIfRun run = new WhatIfRun(UUID.randomUUID().toString(), by, clock.instant());
    known.put(run.id(), run);
    known.values().removeIf(old -> known.size() > KEPT_MAX && old.status().isFinal());
    queue.add(new Queued(run, request));
    if (!isWorking) {
      isWorking = true;
      background.execute(this::workOff);
    }
    return Optional.of(run);
  }

  /** Returns the run with that id, which is then not abandoned; empty when it is not known. */
  public synchronized Optional<WhatIfRun> find(String id) {
    Optional<WhatIfRun> found = Optional.ofNullable(known.get(id));
    found.ifPresent(run -> run.asked(clock.instant()));
    return found;
  }

  /** How many runs come before that one. */
  public synchronized long ahead(WhatIfRun run) {
    return live().takeWhile(other -> other != run).count();
  }

  /** Ends every run, and begins none any more. */
  public synchronized void close() {
    isClosed = true;
    known.values().forEach(run -> run.cancel(clock.instant()));
  }

  /** How many requests are kept for runs that have not begun. */
  synchronized int queued() {
    return queue.size();
  }

  private Stream<WhatIfRun> live() {
    return known.values().stream().filter(run -> !run.status().isFinal());
  }

  private void workOff() {
    for (Optional<Queued> next = next(); next.isPresent(); next = next()) {
      Queued queued = next.get();
      endUnasked(queued.run());
      if (queued.run().begin(clock.instant())) {
        queued.run().end(outcome(queued));
      }
    }
  }

  private synchronized Optional<Queued> next() {
    Optional<Queued> next = Optional.ofNullable(queue.poll());
    isWorking = next.isPresent();
    return next;
  }

  private Status outcome(Queued queued) {
    try {
      Path folder = Files.createTempDirectory(Files.createDirectories(scratch), "run-");
      try {
        return outcome(queued.run(), queued.request(), folder);
      } finally {
        remove(folder);
      }
    } catch (IOException | RuntimeException e) {
      log.error("A what-if could not be run", e);
      return failed("it could not be run: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return failed("the server stops: ask again");
    }
  }

  private Status outcome(WhatIfRun run, WhatIfRequest request, Path folder)
      throws IOException, InterruptedException {
    Process process = twin.start(TwinArguments.of(request, folder), folder);
    try {
      return outcome(run, process, folder);
    } finally {
      process.destroyForcibly(); // Nothing where it has ended.
      process.getOutputStream().close();
    }
  }

  private Status outcome(WhatIfRun run, Process process, Path folder)
      throws IOException, InterruptedException {
    run.runsAs(process);
    CompletableFuture<byte[]> output =
        CompletableFuture.supplyAsync(() -> read(process.getInputStream()), background);
    CompletableFuture<String> error =
        CompletableFuture.supplyAsync(() -> listen(process, run), background);
    Instant until = clock.instant().plus(limits.time());
    while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (clock.instant().isAfter(until)) {
        return failed(
            "it took longer than %d minutes: ask for fewer changes at a time"
                .formatted(limits.time().toMinutes()));
      }
      endUnasked(run);
    }
    int code = process.exitValue();
    String said = error.join();
    if (code != 0) {
      return switch (code) {
        case WRONG_USE -> new Status.Failed(said, true, clock.instant());
        case OUT_OF_MEMORY ->
            failed("the history needs more memory than the server gives the twin");
        default -> failed(said.isEmpty() ? "the twin ended with code " + code : said);
      };
    }
    byte[] answer = output.join();
    Optional<byte[]> page = page(folder.resolve(TwinArguments.PAGE));
    if (answer.length > OUTPUT_MAX || page.filter(one -> one.length > PAGE_MAX).isPresent()) {
      return failed("its answer is too long to be kept: ask for fewer changes at a time");
    }
    return new Status.Succeeded(text(answer), page.map(WhatIfRuns::text), clock.instant());
  }

  private void endUnasked(WhatIfRun run) {
    if (run.isAbandoned(clock.instant(), limits.unasked())) {
      run.end(
          failed(
              "nobody asked how far it is for %d s, so it was ended"
                  .formatted(limits.unasked().toSeconds())));
    }
  }

  private Status failed(String problem) {
    return new Status.Failed(problem, false, clock.instant());
  }

  /** Reads to the end, and keeps the beginning and one byte more. */
  private static byte[] read(InputStream in) {
    try (in) {
      byte[] kept = in.readNBytes(OUTPUT_MAX + 1);
      in.skip(Long.MAX_VALUE);
      return kept;
    } catch (IOException _) {
      return new byte[0]; // Its process was ended.
    }
  }

  /** Passes on what the process says of how far it is, and returns what it says went wrong. */
  private static String listen(Process process, WhatIfRun run) {
    StringBuilder error = new StringBuilder();
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (error.isEmpty() && !line.startsWith(ERROR)) {
          if (!line.endsWith(TwinArguments.PAGE)) {
            run.says(line);
          }
        } else if (error.length() < OUTPUT_MAX) {
          error.append(line.strip()).append('\n');
        }
      }
    } catch (IOException _) {
      // Its process was ended.
    }
    return error.toString().strip().replaceFirst("^" + ERROR, "");
  }

  private static Optional<byte[]> page(Path file) throws IOException {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(in.readNBytes(PAGE_MAX + 1));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.toList().reversed();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      log.warn("Cannot remove {}: {}", folder, e.getMessage());
    }
  }
}
