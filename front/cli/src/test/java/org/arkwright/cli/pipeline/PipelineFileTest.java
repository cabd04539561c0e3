package org.arkwright.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.cli.terminal.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineFileTest {
  @TempDir private Path folder;

  @Test
  void read_isSentAsItIs_butForWhatTheFolderDecides() throws IOException {
    PipelineFile file =
        read(
            """
            name: words
            project: lab
            steps:
              left: {command: [l], outputs: {out: dataset/left}, snapshot: false}
              right: {command: [r], after: [left], inPlace: true}
            """);

    assertThat(file.name()).isEqualTo("words");
    assertThat(file.document().toString())
        .isEqualTo(
            "{\"name\":\"words\",\"project\":\"lab\",\"steps\":{"
                + "\"left\":{\"command\":[\"l\"],\"outputs\":{\"out\":\"dataset/left\"}},"
                + "\"right\":{\"command\":[\"r\"],\"after\":[\"left\"],"
                + "\"workingDirectory\":\""
                + folder
                + "\"}}}");
  }

  @Test
  void read_whatIsWrongWithTheFolder_isRefusedByStep() {
    assertRefused("{one: {command: [a], code: gone.py}}", "there is no code");
    assertRefused(
        "{one: {command: [a], inPlace: true, workingDirectory: /data}}",
        "'one' has both inPlace and workingDirectory");
    assertRefused("{one: {command: [a], inPlace: 3}}", "expected: true or false");
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

  @Test
  void read_emptyCode_isNoFiles_andNoCodeTheWholeFolder() throws IOException {
    Files.writeString(folder.resolve("a.py"), "print(1)");
    assertThat(travels("{command: [a], code: []}")).isInstanceOf(StepCode.None.class);
    assertThat(travels("{command: [a], snapshot: false}")).isInstanceOf(StepCode.None.class);
    assertThat(travels("{command: [a]}")).isInstanceOf(StepCode.Everything.class);
    assertThat(travels("{command: [a], code: }")).isInstanceOf(StepCode.Everything.class);
  }

  private StepCode travels(String step) throws IOException {
    return read("{name: p, steps: {one: " + step + "}}").steps().getFirst().code();
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
