package org.arkwright.api.whatif;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.arkwright.spec.WhatIfRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of the twin on this server's history: one at a time, few waiting, each within its time
 * and the limits of its process. Thread-safe.
 */
public final class WhatIfRuns {
  private static final Logger log = LoggerFactory.getLogger(WhatIfRuns.class);

  /** How many may wait for the one that runs, or run. */
  static final int LIVE_MAX = 4;

  private static final int KEPT_MAX = 16;
  private static final int OUTPUT_MAX = 8 << 20;
  private static final int ERRORS_MAX = 64 << 10;
  private static final int WRONG_USE = 2;

  private final TwinStarter twin;
  private final Executor background;
  private final InstantSource clock;
  private final Duration timeMax;
  private final Map<String, WhatIfRun> known = new LinkedHashMap<>();
  private final ReentrantLock turn = new ReentrantLock(true);

  /** Starts the twin's process. */
  @FunctionalInterface
  public interface TwinStarter {
    /**
     * Starts the twin on the server's journal, within the limits of such a process.
     *
     * @param arguments of the what-if command, without the journal
     */
    Process start(List<String> arguments) throws IOException;
  }

  /**
   * No runs yet.
   *
   * @param background runs what waits for processes; a thread for each run
   * @param timeMax how long a run may take
   */
  public WhatIfRuns(TwinStarter twin, Executor background, InstantSource clock, Duration timeMax) {
    this.twin = twin;
    this.background = background;
    this.clock = clock;
    this.timeMax = timeMax;
  }

  /** Begins a run; empty when too many wait already. */
  public Optional<WhatIfRun> begin(WhatIfRequest request) {
    WhatIfRun run = new WhatIfRun(UUID.randomUUID().toString(), clock.instant());
    synchronized (known) {
      if (known.values().stream().filter(one -> !one.isOver()).count() >= LIVE_MAX) {
        return Optional.empty();
      }
      known.put(run.id(), run);
      known.values().removeIf(old -> known.size() > KEPT_MAX && old.isOver());
    }
    background.execute(() -> inTurn(run, request));
    return Optional.of(run);
  }

  /** Returns the run with that id; empty when it is not, or no longer, known. */
  public Optional<WhatIfRun> find(String id) {
    synchronized (known) {
      return Optional.ofNullable(known.get(id));
    }
  }

  /** Ends every run. */
  public void close() {
    synchronized (known) {
      known.values().forEach(WhatIfRun::cancel);
    }
  }

  private void inTurn(WhatIfRun run, WhatIfRequest request) {
    turn.lock();
    try {
      run.is(new WhatIfRun.Status.Running(clock.instant()));
      run.is(run.isCancelled() ? cancelled() : run(run, request));
    } catch (IOException | RuntimeException e) {
      log.error("A what-if could not be run", e);
      run.is(new WhatIfRun.Status.Failed("it could not be run: " + e.getMessage(), false));
    } catch (InterruptedException _) {
      run.cancel();
      run.is(new WhatIfRun.Status.Failed("the server stops: ask again", false));
      Thread.currentThread().interrupt();
    } finally {
      turn.unlock();
    }
  }

  private WhatIfRun.Status run(WhatIfRun run, WhatIfRequest request)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("arkwright-what-if-");
    try {
      Process process = twin.start(arguments(request, folder));
      run.runsAs(process);
      process.getOutputStream().close();
      CompletableFuture<byte[]> output =
          CompletableFuture.supplyAsync(
              () -> read(process.getInputStream(), OUTPUT_MAX), background);
      CompletableFuture<byte[]> errors =
          CompletableFuture.supplyAsync(
              () -> read(process.getErrorStream(), ERRORS_MAX), background);
      boolean ended = process.waitFor(timeMax.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly(); // Not one that has ended: what it said would be closed unread.
      }
      if (run.isCancelled()) {
        return cancelled();
      }
      if (!ended) {
        return new WhatIfRun.Status.Failed(
            "it took longer than %d minutes: ask for fewer changes at a time"
                .formatted(timeMax.toMinutes()),
            false);
      }
      int code = process.waitFor();
      String said = text(errors.join()).strip();
      return code == 0
          ? new WhatIfRun.Status.Succeeded(text(output.join()))
          : new WhatIfRun.Status.Failed(
              said.isEmpty() ? "the twin ended with code " + code : said.replace("error: ", ""),
              code == WRONG_USE);
    } finally {
      remove(folder);
    }
  }

  private static WhatIfRun.Status cancelled() {
    return new WhatIfRun.Status.Failed("it was cancelled", false);
  }

  private static List<String> arguments(WhatIfRequest request, Path folder) throws IOException {
    List<String> arguments = new ArrayList<>();
    request
        .changes()
        .forEach((option, values) ->
            values.forEach(value -> {
              arguments.add(option);
              arguments.add(value);
            }));
    int number = 0;
    for (Map.Entry<String, List<String>> files : request.files().entrySet()) {
      for (String text : files.getValue()) {
        Path file = folder.resolve("%s-%d.yaml".formatted(files.getKey().substring(2), ++number));
        Files.writeString(file, text);
        arguments.add(files.getKey());
        arguments.add(file.toString());
      }
    }
    if (request.together()) {
      arguments.add("--together");
    }
    if (!request.text()) {
      arguments.addAll(List.of("--output", "json"));
    }
    return arguments;
  }

  /** Reads to the end, and keeps the beginning. */
  private static byte[] read(InputStream in, int most) {
    try (in) {
      byte[] kept = in.readNBytes(most);
      in.skip(Long.MAX_VALUE);
      return kept;
    } catch (IOException _) {
      return new byte[0]; // Its process was ended.
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void remove(Path folder) {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      log.warn("Cannot remove {}: {}", folder, e.getMessage());
      return;
    }
    try {
      Files.delete(folder);
    } catch (IOException e) {
      log.warn("Cannot remove {}: {}", folder, e.getMessage());
    }
  }
}
