package org.arkwright.serve.child;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.arkwright.serve.child.Pipe.Outgoing;
import org.arkwright.serve.llama.LlamaOptions;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.ModelEndedException;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.serve.runtime.TextModel;
import org.jspecify.annotations.Nullable;

/**
 * A model in a process of its own. When that process dies, whoever it was working for in native
 * code is told so, texts that had begun are broken, and all others are begun again in a new
 * process; only the time is theirs. Requests that come meanwhile wait for it. Thread-safe.
 */
public final class ChildTextModel implements TextModel {
  private static final int DEATHS_MAX = 5;
  private static final long DEATHS_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long LOOK_MILLIS = 100;
  private static final int KILLED = 128 + 9;

  private final Command command;
  private final Path folder;
  private final CompletableFuture<FromChild.Ready> started = new CompletableFuture<>();
  private final Map<Long, Call> calls = new TreeMap<>();
  private final Deque<Long> deaths = new ArrayDeque<>();
  private @Nullable Child child;
  private String lastWord = "";
  private Optional<String> problem = Optional.empty();
  private long lastId;
  private boolean closed;

  /** The command line of a process that runs {@link ModelChild#run}. */
  @FunctionalInterface
  public interface Command {
    /**
     * Returns the command line.
     *
     * @param record the file for what native code works on
     */
    List<String> of(Path record);
  }

  private ChildTextModel(Command command, Path folder) {
    this.command = command;
    this.folder = folder;
  }

  /** A GGUF model: see {@link org.arkwright.serve.llama.LlamaTextModel#load}. */
  public static ChildTextModel load(Path file, LlamaOptions options) throws IOException {
    return start(record -> {
      List<String> program = new ArrayList<>();
      program.addAll(List.of(ModelChild.class.getName(), record.toString(), file.toString()));
      program.addAll(options.arguments());
      return java(program);
    });
  }

  /** The command line of a Java program with this one's classes. */
  public static List<String> java(List<String> program) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:ErrorFile=" + Path.of(System.getProperty("java.io.tmpdir"), "model-%p.log"),
            "--enable-native-access=ALL-UNNAMED"));
    String natives = System.getProperty("arkwright.llama.natives");
    if (natives != null) {
      line.add("-Darkwright.llama.natives=" + natives);
    }
    line.add("-cp");
    line.add(System.getProperty("java.class.path", "").replace(File.pathSeparator + "*", ""));
    line.addAll(program);
    return line;
  }

  /**
   * Starts the process, and waits until it has loaded its model.
   *
   * @throws IOException when it cannot load it; the message says why
   */
  public static ChildTextModel start(Command command) throws IOException {
    ChildTextModel model =
        new ChildTextModel(command, Files.createTempDirectory("arkwright-model-"));
    try {
      model.startChild();
      FromChild.Ready _ = model.started.get();
      return model;
    } catch (ExecutionException e) {
      model.close();
      throw new IOException(e.getCause() == null ? "" : e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      model.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the model was loaded", e);
    }
  }

  // --- Questions

  @Override
  public int contextTokens() {
    return started.join().contextTokens();
  }

  @Override
  public int parallel() {
    return started.join().parallel();
  }

  @Override
  public Set<String> adapters() {
    return Set.copyOf(started.join().adapters());
  }

  @Override
  public Prepared prepare(Prompt prompt) {
    FromChild.Answer answer = answer(new Call(new ToChild.Prepare(nextId(), prompt), null));
    if (answer instanceof FromChild.Prepared(_, List<Integer> tokens)) {
      return new Prepared(tokens.stream().mapToInt(Integer::intValue).toArray());
    }
    throw unexpected(answer);
  }

  @Override
  public void require(Generation generation) {
    FromChild.Answer answer = answer(new Call(new ToChild.Require(nextId(), generation), null));
    if (!(answer instanceof FromChild.Able)) {
      throw unexpected(answer);
    }
  }

  @Override
  public Ending generate(Prepared prepared, Generation generation, PieceListener listener) {
    List<Integer> tokens = Arrays.stream(prepared.ids()).boxed().toList();
    FromChild.Answer answer =
        answer(
            new Call(
                new ToChild.Generate(nextId(), tokens, prepared.adapter(), generation), listener));
    if (answer instanceof FromChild.Ended(_, Ending ending)) {
      return ending;
    }
    throw unexpected(answer);
  }

  private static RuntimeException unexpected(FromChild.Answer answer) {
    return switch (answer) {
      case FromChild.Refused(_, String field, String why) -> new PromptException(field, why);
      case FromChild.Failed(_, String why) -> new IllegalStateException(why);
      default -> new IllegalStateException("the model's process answered " + answer);
    };
  }

  private synchronized long nextId() {
    return ++lastId;
  }

  private FromChild.Answer answer(Call call) {
    synchronized (this) {
      if (problem.isPresent()) {
        throw new ModelEndedException(problem.get(), false);
      }
      if (closed) {
        throw closing();
      }
      calls.put(call.ask.id(), call);
      if (child != null && child.ready) {
        child.out.send(call.ask);
      }
    }
    while (true) {
      try {
        return call.answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (call.listener != null && !call.listener.isWanted()) {
          leave(call);
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException known
            ? known
            : new IllegalStateException(e.getCause());
      } catch (InterruptedException _) {
        leave(call);
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
    }
  }

  private synchronized void leave(Call call) {
    if (call.left || call.answer.isDone()) {
      return;
    }
    call.left = true;
    if (child != null && child.ready) {
      child.out.send(new ToChild.Leave(call.ask.id()));
    } else {
      calls.remove(call.ask.id());
      call.answer.complete(new FromChild.Ended(call.ask.id(), Ending.of(Reason.ABANDONED, 0, 0)));
    }
  }

  @Override
  public synchronized Optional<String> problem() {
    return problem;
  }

  // --- The process

  private synchronized void startChild() throws IOException {
    if (closed) {
      return;
    }
    Path record = folder.resolve("record");
    ProcessBuilder builder = new ProcessBuilder(command.of(record));
    builder.environment().put("GGML_NO_BACKTRACE", "1"); // Else it looks for a debugger.
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    Child begun =
        new Child(process, Outgoing.start(process.getOutputStream(), "questions"), record);
    child = begun;
    Thread.ofPlatform().name("model").daemon().start(() -> follow(begun));
  }

  /** Hears a process until it is gone. */
  private void follow(Child heard) {
    Pipe.read(
        heard.process.getInputStream(),
        FromChild.class,
        message -> take(heard, message),
        System.err::println);
    ended(heard, heard.process.onExit().join().exitValue());
  }

  private void take(Child from, FromChild message) {
    switch (message) {
      case FromChild.Ready ready -> {
        synchronized (this) {
          from.ready = true;
          calls.values().forEach(call -> from.out.send(call.ask));
        }
        started.complete(ready);
      }
      case FromChild.NotLoaded(String why) -> {
        lastWord = why;
        from.process.destroy();
      }
      case FromChild.Stuck(String why) -> {
        lastWord = why;
        from.stuck = true;
        from.process.destroyForcibly();
      }
      case FromChild.Said(long id, Piece piece) -> {
        Call call = call(id);
        if (call != null && call.listener != null) {
          call.begun = true;
          if (!call.listener.onPiece(piece)) {
            leave(call);
          }
        }
      }
      case FromChild.Answer answer -> {
        Call call = call(answer.id());
        if (call != null) {
          synchronized (this) {
            calls.remove(answer.id());
          }
          call.answer.complete(answer);
        }
      }
    }
  }

  private synchronized @Nullable Call call(long id) {
    return calls.get(id);
  }

  private void ended(Child gone, int code) {
    String how = lastWord.isEmpty() ? "the model's process ended with exit code " + code : lastWord;
    List<Long> suspects = suspects(gone, code);
    List<Call> told = new ArrayList<>();
    synchronized (this) {
      gone.ready = false;
      lastWord = "";
      if (closed) {
        calls.values().forEach(call -> call.answer.completeExceptionally(closing()));
        calls.clear();
        return;
      }
      calls
          .values()
          .removeIf(call -> {
            boolean broken = call.begun || call.repeated || suspects.contains(call.ask.id());
            call.repeated = true;
            return broken && told.add(call);
          });
      goOn(how);
    }
    for (Call call : told) {
      boolean alone = suspects.equals(List.of(call.ask.id()));
      call.answer.completeExceptionally(new ModelEndedException(how, alone));
    }
  }

  /** Whom it was working for; nobody where it was killed from outside. */
  private static List<Long> suspects(Child gone, int code) {
    try {
      return code == KILLED && !gone.stuck ? List.of() : CrashRecord.suspects(gone.record);
    } catch (IOException _) {
      return List.of();
    }
  }

  /** Starts the next process, unless they die all the time. */
  private synchronized void goOn(String how) {
    long now = System.nanoTime();
    deaths.add(now);
    deaths.removeIf(at -> now - at > DEATHS_NANOS);
    if (!started.isDone()) {
      started.completeExceptionally(new IOException(how));
      giveUp(how);
      return;
    }
    System.err.printf("serve: %s; it is started again%n", how);
    if (deaths.size() >= DEATHS_MAX) {
      giveUp("the model's process ended %d times in a minute: %s".formatted(deaths.size(), how));
      return;
    }
    try {
      startChild();
    } catch (IOException e) {
      giveUp("the model's process cannot be started: " + e.getMessage());
    }
  }

  private void giveUp(String why) {
    problem = Optional.of(why);
    calls
        .values()
        .forEach(call -> call.answer.completeExceptionally(new ModelEndedException(why, false)));
    calls.clear();
  }

  private static CancellationException closing() {
    return new CancellationException("this replica is closed");
  }

  @Override
  public void close() {
    Child last;
    synchronized (this) {
      closed = true;
      last = child;
    }
    if (last != null) {
      Process _ = last.process.destroyForcibly().onExit().join();
    }
    try {
      Files.deleteIfExists(folder.resolve("record"));
      Files.deleteIfExists(folder);
    } catch (IOException _) {
      // A few kilobytes among temporary files.
    }
  }

  private static final class Child {
    final Process process;
    final Outgoing out;
    final Path record;
    volatile boolean ready;
    volatile boolean stuck;

    Child(Process process, Outgoing out, Path record) {
      this.process = process;
      this.out = out;
      this.record = record;
    }
  }

  /** A question that is not answered yet. */
  private static final class Call {
    final ToChild ask;
    final @Nullable PieceListener listener;
    final CompletableFuture<FromChild.Answer> answer = new CompletableFuture<>();
    volatile boolean begun;
    boolean repeated;
    boolean left;

    Call(ToChild ask, @Nullable PieceListener listener) {
      this.ask = ask;
      this.listener = listener;
    }
  }
}
