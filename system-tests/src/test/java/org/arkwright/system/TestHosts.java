package org.arkwright.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Hosts that share nothing, as namespaces of this machine make them, and a control plane on
 * another: {@code hosts.sh} says how. The test's own process is on none of them.
 */
final class TestHosts implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TOOLS = List.of("ip", "unshare", "nsenter", "pgrep", "python3");
  private static final long COMMAND_SECONDS = 60;

  private final String name = Long.toString(ProcessHandle.current().pid(), 36);
  private final Path folder;
  private final Path home;
  private final List<Process> running = new ArrayList<>();

  /** How a command ended, and what it printed. */
  record Ended(int code, String output) {}

  TestHosts(Path folder, int hosts) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = folder.resolve("home");
    Files.createDirectories(home);
    for (String file : List.of("hosts.sh", "call.py", "allreduce.py")) {
      try (InputStream content = TestHosts.class.getResourceAsStream("hosts/" + file)) {
        Files.copy(content, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path readable = folder.resolve("readable");
    Files.write(readable, readable().toList());
    Ended up = script("up", Integer.toString(hosts), folder.toString(), readable.toString());
    if (up.code != 0) {
      close();
      throw new AssertionError("the hosts were not made: " + up.output);
    }
  }

  /** Says what this machine lacks; empty if hosts can be made here. */
  static String missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return "only root may make hosts out of namespaces";
    }
    for (String tool : TOOLS) {
      if (Stream.of("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/")
          .noneMatch(where -> Files.isExecutable(Path.of(where + tool)))) {
        return "there is no " + tool;
      }
    }
    return "";
  }

  /** What every host may read: the JDK, and our classes. Hosts have /usr anyway. */
  private static Stream<String> readable() {
    return Stream.concat(
            Stream.of(System.getProperty("java.home")),
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)))
        .map(path -> Path.of(path).toAbsolutePath())
        .filter(Files::exists)
        .map(Path::toString)
        .filter(path -> !path.startsWith("/usr/"))
        .distinct();
  }

  Path home() {
    return home;
  }

  /** Where this machine keeps what a host sees as {@code /host}. */
  Path ofHost(int host) {
    return folder.resolve("host-" + host);
  }

  /** The text of a script among the test's resources. */
  String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  private Ended script(String what, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", folder.resolve("hosts.sh").toString(), what, name));
    command.addAll(List.of(arguments));
    return ended(new ProcessBuilder(command));
  }

  private static Ended ended(ProcessBuilder command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("hosts", ".out");
    try {
      Process process = command.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return new Ended(process.waitFor(), Files.readString(output, StandardCharsets.ISO_8859_1));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private List<String> on(int host, List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "bash",
                folder.resolve("hosts.sh").toString(),
                "run",
                name,
                Integer.toString(host)));
    all.addAll(command);
    return all;
  }

  /** Runs a command on a host, and waits for its end. */
  Ended run(int host, String... command) throws IOException, InterruptedException {
    return ended(new ProcessBuilder(on(host, List.of(command))));
  }

  /** Starts a control plane on host 0 whose own machine offers no cores, and waits for it. */
  void startServer() throws IOException {
    start(
        0,
        "server.out",
        TestHome.java(
            "org.arkwright.server.ServerMain",
            "--home",
            home.toString(),
            "--port",
            "0",
            "--gateway-port",
            "0",
            "--cpus",
            "0",
            "--workers",
            "10.78.0.254:7718"));
    Path output = folder.resolve("server.out");
    try {
      TestHome.await(
          "the server is ready",
          Duration.ofSeconds(90),
          () -> read(output).contains("is ready") || running.stream().noneMatch(Process::isAlive));
      assertThat(read(output)).contains("is ready");
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + read(output), e);
    }
  }

  /** Has a host join with that token, and returns how that ended. */
  Ended join(int host, String token) throws IOException, InterruptedException {
    return run(
        host,
        TestHome.java(
                "org.arkwright.worker.HostMain",
                "--folder",
                "/host/worker",
                "--token",
                token,
                "--addresses",
                "management=10.78.0.%d,fabric=10.78.1.%d".formatted(host, host))
            .toArray(String[]::new));
  }

  /** Starts the worker of a host that has joined. */
  void startWorker(int host) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "ARKWRIGHT_LAUNCHER=/host/arkwright"));
    command.addAll(TestHome.java("org.arkwright.worker.HostMain", "--folder", "/host/worker"));
    installLauncher(host);
    start(host, "worker-%d.out".formatted(host), command);
  }

  /** The command of arkwright on a host, as far as ranks use it: {@code work links}. */
  private void installLauncher(int host) throws IOException {
    Path launcher = ofHost(host).resolve("arkwright");
    String java = String.join("' '", TestHome.java("org.arkwright.links.LinksMain"));
    Files.writeString(launcher, "#!/bin/sh\nshift 2\nexec '%s' \"$@\"\n".formatted(java));
    if (!launcher.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + launcher + " executable");
    }
  }

  /** Runs the command of arkwright beside the control plane. */
  Ended arkwright(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("env", "ARKWRIGHT_HOME=" + home));
    command.addAll(TestHome.java("org.arkwright.cli.Main", words));
    return run(0, command.toArray(String[]::new));
  }

  private void start(int host, String output, List<String> command) throws IOException {
    running.add(
        new ProcessBuilder(on(host, command))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(output).toFile())
            .start());
  }

  static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls the API from the control plane's host, and returns the answer's text. */
  String call(String method, String path, String... body) {
    List<String> command =
        new ArrayList<>(
            List.of("python3", folder.resolve("call.py").toString(), home.toString(), method));
    command.add(path);
    command.addAll(List.of(body));
    try {
      return run(0, command.toArray(String[]::new)).output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Calls the API from the control plane's host. */
  JsonNode json(String method, String path, String... body) {
    String answer = call(method, path, body);
    try {
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new AssertionError(answer, e);
    }
  }

  /** Takes both cables of a host out. */
  void unplug(int host) throws IOException, InterruptedException {
    script("unplug", Integer.toString(host));
  }

  /** Puts them back. */
  void plug(int host) throws IOException, InterruptedException {
    script("plug", Integer.toString(host));
  }

  @Override
  public void close() throws IOException {
    try {
      script("down");
      for (Process process : running) {
        process.destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
