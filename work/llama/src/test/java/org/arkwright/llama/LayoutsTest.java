package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.llama.ffi.Layouts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our structures beside those that a C compiler makes of the header. */
final class LayoutsTest {
  private static final String HEADERS = "ARKWRIGHT_LLAMA_HEADERS";
  @TempDir private Path folder;

  @Test
  @Tag("llama-headers")
  void structures_areThoseOfTheHeader() throws Exception {
    Path tree = Path.of(Optional.ofNullable(System.getenv(HEADERS)).orElse(""));
    assumeTrue(
        Files.isRegularFile(tree.resolve("include/llama.h")),
        "skipped: %s names no tree of llama.cpp; ./check --engines llama-headers has one"
            .formatted(HEADERS));
    Path source = Files.writeString(folder.resolve("layouts.c"), program());
    run(
        "gcc",
        "-I" + tree.resolve("include"),
        "-I" + tree.resolve("ggml/include"),
        "-o",
        folder.resolve("layouts").toString(),
        source.toString());
    assertThat(run(folder.resolve("layouts").toString()).lines().toList())
        .containsExactlyElementsOf(ours());
  }

  /** Each member's place is the sum of those before it, so that one missed in the middle shows. */
  private static List<String> ours() {
    List<String> lines = new ArrayList<>();
    for (GroupLayout layout : Layouts.ALL) {
      String name = layout.name().orElseThrow();
      lines.add("%s %d".formatted(name, layout.byteSize()));
      for (MemoryLayout member : layout.memberLayouts()) {
        member
            .name()
            .ifPresent(field ->
                lines.add(
                    "%s.%s %d %d"
                        .formatted(name, field, Layouts.offset(layout, field), member.byteSize())));
      }
    }
    return lines;
  }

  private static String program() {
    StringBuilder program =
        new StringBuilder("#include <stdio.h>\n#include \"llama.h\"\nint main(void) {\n");
    for (GroupLayout layout : Layouts.ALL) {
      String struct = "struct " + layout.name().orElseThrow();
      program.append(
          "printf(\"%s %%zu\\n\", sizeof(%s));\n".formatted(layout.name().orElseThrow(), struct));
      for (MemoryLayout member : layout.memberLayouts()) {
        member
            .name()
            .ifPresent(field ->
                program.append(
                    "printf(\"%s.%s %%zu %%zu\\n\", offsetof(%s, %s), sizeof(((%s *) 0)->%s));\n"
                        .formatted(
                            layout.name().orElseThrow(), field, struct, field, struct, field)));
      }
    }
    return program.append("return 0; }\n").toString();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
