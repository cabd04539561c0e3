package org.arkwright.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.arkwright.protocol.ProtocolForm;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.SyncRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker as a process: what it says of its folder, and to whom it leaves it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerMainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Path home;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(folder.resolve("worker"));
    Files.writeString(folder.resolve("token"), "secret");
    // Nobody listens there: a worker waits for its control plane.
    Files.writeString(folder.resolve("server.json"), "{\"url\":\"http://127.0.0.1:1\"}");
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  @Test
  void secondWorkerOfAHome_endsAtOnce_andLeavesTheFirstAsItIs() throws Exception {
    started.add(LockHolder.start(home));

    Process second = worker(options());
    assertThat(ended(second)).isEqualTo(WorkerMain.HOME_HELD);
    assertThat(said(second)).contains("another worker holds " + home);
    assertThat(home.resolve("worker.json")).doesNotExist();
    assertThat(started.getFirst().isAlive()).isTrue();
  }

  @Test
  void wrongOptions_areNamed() throws Exception {
    Process unknown = worker("--colour", "red");
    assertThat(ended(unknown)).isEqualTo(2);
    assertThat(said(unknown)).startsWith("worker: ").contains("--home");

    List<String> more = new ArrayList<>(List.of(options()));
    more.addAll(List.of("--colour", "red"));
    Process odd = worker(more.toArray(String[]::new));
    assertThat(ended(odd)).isEqualTo(2);
    assertThat(said(odd)).contains("--colour");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void workerWithoutItsControlPlane_stays_andTheNextTakesItsHome() throws Exception {
    Process first = worker(options());
    WorkerProcess before = record(first);
    logged(before);
    assertThat(first.isAlive()).as("it waits for its control plane").isTrue();
    first.destroy();
    assertThat(first.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(before.isAlive()).isFalse();

    Process second = worker(options());
    WorkerProcess next = record(second);
    assertThat(next.incarnation()).isNotEqualTo(before.incarnation());
    logged(next);
    assertThat(Files.readString(home.resolve("worker.log"))).contains(before.incarnation());
  }

  @Test
  void worker_introducesItsNode_toTheControlPlaneThatItsFilesName() throws Exception {
    BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
    BlockingQueue<SyncRequest> messages = new LinkedBlockingQueue<>();
    ProtocolForm form = new ProtocolForm();
    HttpHandler busy =
        exchange -> {
          tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
          messages.add(form.readRequest(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        };
    try (LoopbackServer _ = new LoopbackServer(folder, "/worker/v1/sync", busy)) {
      Process worker = worker(options());
      WorkerProcess running = record(worker);
      SyncRequest first = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(first).as("its first message").isNotNull();
      assertThat(first.incarnation()).isEqualTo(running.incarnation());
      Registration registration = first.introduction().orElseThrow();
      assertThat(registration.spec().id()).isEqualTo(first.node());
      assertThat(registration.identity())
          .as("the folder alone: after the machine's next start it is the same worker")
          .contains(WorkerFolder.identity(home));
      assertThat(tokens.take()).isEqualTo("Bearer secret");
      assertThat(messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("it goes on asking")
          .isNotNull();
    }
  }

  /** Waits until the worker's log, which is opened after its record is written, names it. */
  private void logged(WorkerProcess worker) throws Exception {
    Path log = home.resolve("worker.log");
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(log) || !Files.readString(log).contains(worker.incarnation())) {
      assertThat(System.nanoTime()).as("the log names the worker").isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Waits until the process has written its record. */
  private WorkerProcess record(Process worker) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - until < 0 && worker.isAlive()) {
      Optional<WorkerProcess> found = WorkerProcess.running(home);
      if (found.isPresent() && found.get().pid() == worker.pid()) {
        return found.get();
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new AssertionError("the worker has no record, and says: " + said(worker));
  }

  private String[] options() {
    return new WorkerOptions(
            home,
            folder.resolve("logs"),
            folder.resolve("work"),
            folder.resolve("server.json"),
            folder.resolve("token"),
            Duration.ofMinutes(5),
            Path.of("/proc/sys/kernel/random/boot_id"),
            Optional.empty(),
            JobTerms.DEFAULT)
        .arguments();
  }

  private Process worker(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerMain.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said-" + started.size()).toFile())
            .start();
    started.add(process);
    return process;
  }

  private static int ended(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String said(Process process) throws IOException {
    return Files.readString(folder.resolve("said-" + started.indexOf(process)), UTF_8);
  }
}
