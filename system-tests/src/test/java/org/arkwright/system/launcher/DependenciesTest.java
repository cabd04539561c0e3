package org.arkwright.system.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says of the libraries that ship, from what they say of themselves. */
class DependenciesTest {
  private static final Path PROGRAM = Path.of("../launcher/Dependencies.java");
  private static final String NOWHERE = "http://127.0.0.1:1";

  @TempDir private Path folder;
  private Path lib;
  private Path review;

  private record Outcome(int status, String text) {}

  @BeforeEach
  void folders() throws IOException {
    lib = Files.createDirectory(folder.resolve("lib"));
    review = Files.writeString(folder.resolve("review"), "");
  }

  @Test
  void notices_takeThePomThenItsParent_andCopyrightsOfTheJar() throws Exception {
    jar("left-1.0.jar", Map.of("META-INF/NOTICE", "Copyright 2019 Ada\nnot the Copyright\n"));
    jar("right-2.0-linux-x86_64.jar", Map.of());
    jar("arkwright-cli-9.jar", Map.of());
    pom("org.x", "left", "1.0", "<licenses><license><name>MIT</name></license></licenses>");
    pom("org.x", "parent", "7", "<licenses><license><name>BSD 3</name></license></licenses>");
    pom("org.x", "right", "2.0", parent("org.x", "parent", "7"));

    assertThat(run(NOWHERE, "notices", lib.toString()).text())
        .contains("| org.x:left:1.0 | MIT | Copyright 2019 Ada |")
        .contains("| org.x:right:2.0 | BSD 3 |")
        .doesNotContain("arkwright-cli");
  }

  @Test
  void audit_licenceThatIsNotAllowed_isRefused_unlessItWasLookedAt() throws Exception {
    jar("left-1.0.jar", Map.of());
    pom("org.x", "left", "1.0", "<licenses><license><name>AGPL 3</name></license></licenses>");
    Files.writeString(review, "org.x:left:1.0\n");

    Outcome refused = run(NOWHERE, "audit", review.toString(), lib.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.text()).contains("org.x:left:1.0: licence AGPL 3 is not allowed here");

    Files.writeString(review, "org.x:left:1.0\nlicence org.x:left is bought\n");
    assertThat(run(NOWHERE, "audit", review.toString(), lib.toString()).status()).isZero();
  }

  @Test
  void audit_offline_saysSo_andNamesWhatWasNotReviewed() throws Exception {
    jar("left-1.0.jar", Map.of());
    pom("org.x", "left", "1.0", "<licenses><license><name>MIT</name></license></licenses>");
    Files.writeString(review, "org.x:left:0.9\n");

    Outcome outcome = run(NOWHERE, "audit", review.toString(), lib.toString());

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.text())
        .contains(NOWHERE + " could not be asked")
        .contains("org.x:left:1.0: not reviewed in this version");
  }

  @Test
  void audit_ofNoLibrary_isNotAGoodOne() throws Exception {
    jar("arkwright-cli-9.jar", Map.of());

    Outcome outcome = run(NOWHERE, "audit", review.toString(), lib.toString());

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.text()).contains("no library in [" + lib + "]");
  }

  @Test
  void audit_answersOfOsv_areOfTheLibrariesInTheirOrder() throws Exception {
    jar("left-1.0.jar", Map.of());
    jar("right-2.0.jar", Map.of());
    for (String name : List.of("left/1.0", "right/2.0")) {
      String[] parts = name.split("/", 2);
      pom("org.x", parts[0], parts[1], "<licenses><license><name>MIT</name></license></licenses>");
    }
    String answer =
        "{\"results\":[{},{\"vulns\":[{\"id\":\"GHSA-1\",\"x\":\"}]\"},{\"id\":\"GHSA-2\"}]}]}";
    List<String> asked = new ArrayList<>();
    HttpServer osv =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    osv.createContext(
        "/v1/querybatch",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, answer.length());
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer.getBytes(StandardCharsets.UTF_8));
          }
        });
    osv.start();
    try {
      Outcome outcome =
          run(
              "http://127.0.0.1:" + osv.getAddress().getPort(),
              "audit",
              review.toString(),
              lib.toString());

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.text()).contains("org.x:right:2.0: known faults GHSA-1, GHSA-2");
      assertThat(outcome.text()).doesNotContain("org.x:left:1.0");
      assertThat(asked).hasSize(1);
      assertThat(asked.getFirst()).contains("\"name\":\"org.x:left\"");
    } finally {
      osv.stop(0);
    }
  }

  @Test
  void words_wrong_endWithStatusTwo() throws Exception {
    assertThat(run(NOWHERE, "look").status()).isEqualTo(2);
  }

  private Outcome run(String osv, String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Drepository=" + folder.resolve("repository"));
    command.add("-Dosv=" + osv);
    command.add(PROGRAM.toString());
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }

  private void jar(String name, Map<String, String> entries) throws IOException {
    try (var jar = new JarOutputStream(Files.newOutputStream(lib.resolve(name)))) {
      jar.putNextEntry(new ZipEntry("a"));
      for (var entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static String parent(String group, String name, String version) {
    return "<parent><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></parent>"
        .formatted(group, name, version);
  }

  private void pom(String group, String name, String version, String content) throws IOException {
    Path pom =
        folder
            .resolve("repository")
            .resolve(group.replace('.', '/'))
            .resolve(name)
            .resolve(version)
            .resolve(name + "-" + version + ".pom");
    Files.createDirectories(pom.getParent());
    Files.writeString(pom, "<project>" + content + "</project>");
  }
}
