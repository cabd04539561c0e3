package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client that openapi-generator makes for Java, against a server. Skipped without the
 * generator, which {@code ./check --engines} fetches.
 */
@Tag("engines")
@Tag("openapi-generator")
final class GeneratedClientTest {
  private static final String GENERATOR = "ARKWRIGHT_OPENAPI_GENERATOR";
  private static final String OPTIONS =
      "openApiNullable=false,useJakartaEe=true,invokerPackage=client,apiPackage=client.api,"
          + "modelPackage=client.model";
  private static final String WITHOUT =
      "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false";

  @TempDir Path folder;

  @Test
  void generatedClient_usesEverySubject_andReadsRefusals() throws Exception {
    String generator = System.getenv(GENERATOR);
    assumeTrue(
        generator != null && Files.isRegularFile(Path.of(generator)),
        "skipped: " + GENERATOR + " names no openapi-generator-cli.jar");
    Path said;
    try (TestServer server = new TestServer(folder.resolve("home"))) {
      Path document = folder.resolve("openapi.yaml");
      Files.write(document, server.get("/api/v1/openapi.yaml").response().body());
      run(
          "generate",
          List.of(
              java("java"),
              "-XX:+UseSerialGC",
              "-jar",
              Objects.requireNonNull(generator),
              "generate",
              "-i",
              document.toString(),
              "-g",
              "java",
              "--library",
              "native",
              "-o",
              folder.resolve("made").toString(),
              "--additional-properties=" + OPTIONS,
              "--global-property=" + WITHOUT));
      compile();
      said =
          run(
              "use",
              List.of(
                  java("java"),
                  "-cp",
                  folder.resolve("classes") + File.pathSeparator + jackson(),
                  "GeneratedClientUse",
                  server.uri("").toString(),
                  "secret"));
    }
    assertThat(Files.readAllLines(said))
        .containsExactly(
            "submit: first",
            "again: true",
            "list: 2",
            "list queued: 1",
            "get: [a, b]",
            "explain: true",
            "cancel: Cancelled",
            "wait: Cancelled",
            "last event: true",
            "past events: true",
            "journal: true",
            "verify: true",
            "device memory: 85899345920",
            "nodes: 1",
            "deploy: web",
            "deployments: 1",
            "deployment: 0",
            "undeploy: web",
            "artifacts: 0",
            "usage: EUR",
            "summary: [user]",
            "bill: default",
            "server: 1",
            "not found: 404 true",
            "invalid: 400 true",
            "unauthorized: 401 true");
  }

  private void compile() throws Exception {
    Path own = folder.resolve("own");
    Files.createDirectories(own.resolve("jakarta/annotation"));
    try (InputStream text =
        Objects.requireNonNull(
            GeneratedClientTest.class.getResourceAsStream("GeneratedClientUse.java.txt"))) {
      Files.write(own.resolve("GeneratedClientUse.java"), text.readAllBytes());
    }
    // The library with these has nothing else that the client wants.
    for (String name : List.of("Nonnull", "Nullable", "Generated")) {
      Files.writeString(
          own.resolve("jakarta/annotation/" + name + ".java"),
          "package jakarta.annotation; public @interface %s {%s}"
              .formatted(
                  name,
                  name.equals("Generated")
                      ? "String[] value(); String date() default \"\";"
                          + " String comments() default \"\";"
                      : ""));
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                java("javac"),
                "-nowarn",
                "-proc:none",
                "-cp",
                jackson(),
                "-d",
                folder.resolve("classes").toString()));
    for (Path root : List.of(own, folder.resolve("made/src/main/java"))) {
      try (Stream<Path> files = Files.walk(root)) {
        files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
      }
    }
    run("compile", command);
  }

  /** The class path of the client: its only libraries. */
  private static String jackson() throws URISyntaxException {
    return Stream.of(
            JsonProperty.class, JsonFactory.class, ObjectMapper.class, JavaTimeModule.class)
        .map(each -> {
          try {
            return Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
          } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
          }
        })
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  /** Runs a command, which has to succeed; returns the file with what it printed. */
  private Path run(String name, List<String> command) throws IOException, InterruptedException {
    Path out = folder.resolve(name + ".out");
    Path problems = folder.resolve(name + ".err");
    int status =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(problems.toFile())
            .start()
            .waitFor();
    assertThat(status)
        .as(
            "%s: %s%s"
                .formatted(
                    name,
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(problems, StandardCharsets.UTF_8)))
        .isZero();
    return out;
  }
}
