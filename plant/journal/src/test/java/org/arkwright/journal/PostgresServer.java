package org.arkwright.journal;

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

/**
 * A real PostgreSQL server on loopback with its own data folder. PostgreSQL refuses to run as root,
 * so root runs it as the user {@code postgres} or {@code nobody}.
 */
public final class PostgresServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  private final Path binaries;
  private final Path folder;
  private final int port;

  private PostgresServer(Path binaries, Path folder, int port) {
    this.binaries = binaries;
    this.folder = folder;
    this.port = port;
  }

  /** Returns the folder with PostgreSQL's programs; empty if it is not installed. */
  public static Optional<Path> installed() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      folders.add(Path.of(folder));
    }
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.map(v -> v.resolve("bin")).sorted(Comparator.reverseOrder()).forEach(folders::add);
      }
    }
    return folders.stream().filter(PostgresServer::hasServer).findFirst();
  }

  private static boolean hasServer(Path folder) {
    return Stream.of("initdb", "pg_ctl", "postgres")
        .allMatch(program -> Files.isExecutable(folder.resolve(program)));
  }

  /**
   * Starts one with an empty data folder.
   *
   * @param binaries the folder with PostgreSQL's programs
   */
  public static PostgresServer start(Path binaries) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("arkwright-postgres");
    PostgresServer server = new PostgresServer(binaries, folder, freePort());
    if (isRoot()) {
      run(List.of("chown", user(), folder.toString()));
    }
    server.asUser(
        "initdb",
        "-D",
        server.data(),
        "-U",
        "arkwright",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale");
    server.startServer();
    return server;
  }

  void startServer() throws IOException, InterruptedException {
    // No test here loses power, and a crashed server's start would sync every file.
    String options = "-p %d -h 127.0.0.1 -k %s -c fsync=off".formatted(port, folder);
    String most = Long.toString(PATIENCE_SECONDS);
    asUser("pg_ctl", "-D", data(), "-l", folder + "/log", "-o", options, "-t", most, "-w", "start");
  }

  /** Stops the server as a crash would: no checkpoint, connections cut. */
  void stopServer() throws IOException, InterruptedException {
    asUser("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
  }

  /** The URL of one of its databases; {@code postgres} is there from the start. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=arkwright".formatted(port, database);
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private void asUser(String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=" + user(), "--regid=" + group()));
      command.add("--clear-groups");
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

  private static String group() throws IOException {
    return user().equals("postgres") ? "postgres" : "nogroup";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
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
    stopServer();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
