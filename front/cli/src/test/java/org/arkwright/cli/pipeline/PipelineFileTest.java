package org.arkwright.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.WrongUseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineFileTest {
  @TempDir private Path folder;

  @Test
  void read_stepsInAnyOrder_producersComeFirst() throws IOException {
    PipelineFile file =
        read(
            """
            name: words
            steps:
              report: {command: [b], inputs: {a: dataset/left, b: dataset/right}}
              left: {command: [l], inputs: {in: dataset/raw}, outputs: {out: dataset/left}}
              right: {command: [r], outputs: {out: dataset/right}, after: [left]}
            """);

    assertThat(file.steps())
        .extracting(PipelineStep::name)
        .containsExactly("left", "right", "report");
    assertThat(file.steps()).extracting(PipelineStep::depth).containsExactly(0, 1, 2);
    assertThat(file.steps().getLast().after()).containsExactly("left", "right");
    assertThat(file.steps().getFirst().spec().path("name").asText()).isEqualTo("words-left");
  }

  @Test
  void read_numberedVersion_doesNotWaitForTheNext() throws IOException {
    PipelineFile file =
        read(
            """
            name: words
            steps:
              reader: {command: [r], inputs: {in: dataset/a@3}}
              maker: {command: [m], outputs: {out: dataset/a}}
            """);

    assertThat(file.steps().getFirst().after()).isEmpty();
  }

  @Test
  void read_escapeThatIsCutOff_isRefused() {
    assertThatThrownBy(() -> read("name: \"a\\u")).hasMessageContaining("not YAML");
    assertThatThrownBy(() -> read("name: \"\\UFFFFFFFF\"")).hasMessageContaining("is no character");
  }

  @Test
  void read_textOfAnotherEncoding_isRefusedWithAWay() {
    String text = "name: \u00e9";
    for (Charset charset :
        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1)) {
      assertThatThrownBy(() -> PipelineFile.read(text.getBytes(charset), folder))
          .isInstanceOf(WrongUseException.class)
          .hasMessage(
              "the pipeline is not text in UTF-8\n"
                  + "expected: UTF-8; convert it, as by iconv -f %s -t UTF-8",
              charset.equals(StandardCharsets.ISO_8859_1) ? "LATIN1" : "UTF-16");
    }
  }

  @Test
  void read_invalidSteps_areRefusedByName() {
    assertRefused(
        "{one: {command: [a], after: [two]}, two: {command: [b], after: one}}",
        "the steps one, two wait for each other");
    assertRefused(
        "{one: {command: [a], outputs: {o: dataset/x}},"
            + " two: {command: [b], outputs: {o: dataset/x}}}",
        "the steps one and two both produce dataset/x");
    assertRefused("{one: {command: [a], after: [three]}}", "'one' is after 'three'");
    assertRefused("{one: {command: [a], name: mine}}", "'one' has a name");
    assertRefused("{one: {command: [a], inputs: {in: somewhere}}}", "'one' names 'somewhere'");
    assertRefused("{'a b': {command: [a]}}", "'a b'");
    assertRefused("{one: {command: [a], code: gone.py}}", "there is no code");
    assertRefused(
        "{one: {command: [a], inPlace: true, workingDirectory: /data}}",
        "'one' has both inPlace and workingDirectory");
    assertRefused("{}", "no steps");
    assertRefused("{one: {command: [a]}, one: {command: [b]}}", "Duplicate");
  }

  @Test
  void read_code_isADigestOfNamesAndContents() throws IOException {
    Files.createDirectory(folder.resolve("lib"));
    Files.writeString(folder.resolve("lib/a.py"), "print(1)");
    String text = "{name: p, steps: {one: {command: [a], code: [lib]}}}";
    String first = code(read(text));
    assertThat(first).hasSize(64).isEqualTo(code(read(text)));

    Files.writeString(folder.resolve("lib/a.py"), "print(2)");
    String changed = code(read(text));
    Files.move(folder.resolve("lib/a.py"), folder.resolve("lib/b.py"));

    assertThat(changed).isNotEqualTo(first).isNotEqualTo(code(read(text)));
  }

  private static String code(PipelineFile file) {
    return file.steps().getFirst().spec().path("env").path("ARKWRIGHT_CODE").asText();
  }

  private void assertRefused(String steps, String message) {
    assertThatThrownBy(() -> read("{name: p, steps: " + steps + "}"))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining(message);
  }

  private PipelineFile read(String text) throws IOException {
    return PipelineFile.read(text.getBytes(StandardCharsets.UTF_8), folder);
  }
}
