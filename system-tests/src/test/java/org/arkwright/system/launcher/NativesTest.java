package org.arkwright.system.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How llama.cpp's libraries come to this machine: from a registry and a client of the test's own.
 */
final class NativesTest {
  private static final Path PROGRAM = Path.of("../launcher/Natives.java");
  private static final String NOWHERE = "http://127.0.0.1:1/";

  @TempDir private Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private byte[] archive = {};
  private HttpServer registry;

  private record Outcome(int status, String out, String err) {}

  @BeforeEach
  void registry() throws IOException {
    assumeTrue(
        (System.getProperty("os.name") + System.getProperty("os.arch")).equals("Linuxamd64"),
        "skipped: there are libraries for Linux on amd64 alone");
    archive = archive();
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(200, archive.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(archive);
          }
        });
    registry.start();
  }

  @AfterEach
  void stop() {
    if (registry != null) {
      registry.stop(0);
    }
  }

  private String address() {
    return "http://127.0.0.1:" + registry.getAddress().getPort() + "/npm";
  }

  @Test
  void withoutNpm_itComesFromTheRegistry_isVerified_andIsFetchedOnce() throws Exception {
    Outcome first = run(address(), hash(archive), "/nowhere");
    assertThat(first.status()).as(first.err()).isZero();
    Path libraries = Path.of(first.out());
    assertThat(names(libraries)).containsExactly("LICENSE", "libggml.v1.so", "libllama.v1.so");
    assertThat(libraries.resolve("libllama.v1.so")).hasContent("the library");
    assertThat(asked).containsExactly("/npm/@x/linux-x64/-/linux-x64-7.1.0.tgz");

    assertThat(run(NOWHERE, hash(archive), "/nowhere").out()).isEqualTo(first.out());
    assertThat(asked).hasSize(1);
  }

  @Test
  void registryOfTheUsersSettings_isAsked() throws Exception {
    Files.writeString(folder.resolve(".npmrc"), "fund=false\n@x:registry=" + address() + "\n");
    assertThat(run("", hash(archive), "/nowhere").status()).isZero();
    assertThat(asked).hasSize(1);
  }

  @Test
  void anotherHash_isRefused_andNothingIsUnpacked() throws Exception {
    String pinned = "0".repeat(128);
    Outcome outcome = run(address(), pinned, "/nowhere");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("nothing of it was unpacked", "expected SHA-512 " + pinned, hash(archive));
    assertThat(names(folder.resolve("cache/arkwright"))).isEmpty();
  }

  @Test
  void withoutNetwork_aLineSaysWhereToLayThePackage_andThatIsTaken() throws Exception {
    Outcome outcome = run(NOWHERE, hash(archive), "/nowhere");
    assertThat(outcome.status()).isEqualTo(1);
    Path place = folder.resolve("cache/arkwright/linux-x64-7.1.0.tgz");
    assertThat(outcome.err()).contains("@x/linux-x64@7.1.0 could not be fetched", place.toString());

    Files.write(place, archive);
    assertThat(run(NOWHERE, hash(archive), "/nowhere").status()).isZero();
  }

  @Test
  void withoutNpm_andWithoutANamedRegistry_itSaysWhatToInstallOrName() throws Exception {
    Outcome outcome = run("", hash(archive), "/nowhere");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("install npm, or name one in npm_config_registry");
  }

  @Test
  void whereNpmIs_itFetches_andItsFailureFallsBackToTheRegistry() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    Path npm = tools.resolve("npm");
    Files.write(folder.resolve("packed"), archive);
    Files.writeString(
        npm, "#!/bin/sh\necho \"$@\" >" + folder + "/words\ncat " + folder + "/packed >x-1.tgz\n");
    assertThat(npm.toFile().setExecutable(true)).isTrue();
    assertThat(run(NOWHERE, hash(archive), tools + ":/usr/bin:/bin").status()).isZero();
    assertThat(folder.resolve("words")).hasContent("pack @x/linux-x64@7.1.0 --silent");

    Files.writeString(npm, "#!/bin/sh\necho no such registry\nexit 1\n");
    try (Stream<Path> cached = Files.list(folder.resolve("cache/arkwright"))) {
      cached.forEach(
          path -> assertThat(path.toFile().renameTo(folder.resolve("old").toFile())).isTrue());
    }
    assertThat(run(address(), hash(archive), tools + ":/usr/bin:/bin").status()).isZero();
    assertThat(asked).hasSize(1);
  }

  private Outcome run(String address, String hash, String path) throws Exception {
    Path pin =
        Files.writeString(
            folder.resolve("pin"),
            "package=@x/linux-x64\nversion=7.1.0\nfolder=whole\nsha512=" + hash + "\n");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                PROGRAM.toString(),
                pin.toString())
            .redirectError(err.toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().put("PATH", path);
    builder.environment().remove("npm_config_registry");
    if (!address.isEmpty()) {
      builder.environment().put("npm_config_registry", address);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out.strip(), Files.readString(err));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String hash(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
  }

  /** A package as npm's, with a name that would leave the folder. */
  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      entry(out, "package/package.json", "{}");
      entry(out, "package/bins/linux-x64/libllama.v1.so", "the library");
      entry(out, "package/bins/linux-x64/libggml.v1.so", "another");
      entry(out, "package/bins/linux-x64/libllama-common.so", "unused");
      entry(out, "package/bins/linux-x64/../../../../evil.so", "evil");
      entry(out, "package/LICENSE", "MIT");
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  private static void entry(OutputStream out, String name, String content) throws IOException {
    byte[] header = new byte[512];
    byte[] text = content.getBytes(StandardCharsets.UTF_8);
    put(header, 0, name);
    put(header, 124, "%011o".formatted(text.length));
    header[156] = '0';
    out.write(header);
    out.write(text);
    out.write(new byte[-text.length & 511]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
