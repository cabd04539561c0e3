package org.arkwright.twin.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the twin's command line on files of a folder. */
final class TwinRunner {
  private final Path folder;
  private String error = "";
  private String output = "";

  TwinRunner(Path folder) {
    this.folder = folder;
  }

  TwinRunner write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    return this;
  }

  String file(String name) {
    return folder.resolve(name).toString();
  }

  /** Runs a command and returns its exit code. */
  int code(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        TwinMain.run(
            List.of(arguments),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    output = out.toString(StandardCharsets.UTF_8);
    error = err.toString(StandardCharsets.UTF_8);
    return code;
  }

  /** Replays t.csv on fleet.yaml and returns the first run of the report. */
  JsonNode replayed(String... more) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("replay", file("t.csv"), "--fleet", file("fleet.yaml"), "--output", "json"));
    all.addAll(List.of(more));
    assertThat(code(all.toArray(String[]::new))).as(error).isZero();
    return new JsonMapper().readTree(output).path("runs").path(0);
  }

  /** Replays t.csv on fleet.yaml and returns the code. */
  int replay(String... more) {
    List<String> all =
        new ArrayList<>(List.of("replay", file("t.csv"), "--fleet", file("fleet.yaml")));
    all.addAll(List.of(more));
    return code(all.toArray(String[]::new));
  }

  String error() {
    return error;
  }

  String output() {
    return output;
  }
}
