package org.arkwright.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of a test's own, on loopback. It does not run as root, so root lends it a user. */
final class TestDatabase implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  private final Path binaries;
  private final Path folder;
  private final int port;

  private TestDatabase(Path binaries, Path folder, int port) {
    this.binaries = binaries;
    this.folder = folder;
    this.port = port;
  }

  /** Starts one; empty where PostgreSQL is not installed. */
  static Optional<TestDatabase> start() throws IOException, InterruptedException {
    Optional<Path> binaries = installed();
    if (binaries.isEmpty()) {
      return Optional.empty();
    }
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path folder = Files.createTempDirectory("arkwright-postgres");
    TestDatabase database = new TestDatabase(binaries.get(), folder, port);
    if (isRoot()) {
      run(List.of("chown", user(), folder.toString()));
    }
    database.asUser("initdb", "-D", database.data(), "-U", "arkwright", "-A", "trust", "--no-sync");
    String options = "-p %d -h 127.0.0.1 -k %s -c fsync=off".formatted(port, folder);
    database.asUser(
        "pg_ctl", "-D", database.data(), "-l", folder + "/log", "-o", options, "-w", "start");
    return Optional.of(database);
  }

  private static Optional<Path> installed() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String each : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      folders.add(Path.of(each));
    }
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.map(v -> v.resolve("bin")).sorted(Comparator.reverseOrder()).forEach(folders::add);
      }
    }
    return folders.stream()
        .filter(each ->
            Stream.of("initdb", "pg_ctl", "postgres")
                .allMatch(program -> Files.isExecutable(each.resolve(program))))
        .findFirst();
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=arkwright".formatted(port);
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private void asUser(String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      String group = user().equals("postgres") ? "postgres" : "nogroup";
      command.addAll(List.of("setpriv", "--reuid=" + user(), "--regid=" + group, "--clear-groups"));
    }
    command.add(binaries.resolve(program).toString());
    command.addAll(List.of(arguments));
    run(command);
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static String user() throws IOException {
    return Files.readAllLines(Path.of("/etc/passwd")).stream()
            .anyMatch(line -> line.startsWith("postgres:"))
        ? "postgres"
        : "nobody";
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("arkwright-postgres", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    String messages = Files.readString(output);
    Files.delete(output);
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(command + " failed: " + messages);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    asUser("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
