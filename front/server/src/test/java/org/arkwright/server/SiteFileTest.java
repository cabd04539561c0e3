package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.options.StartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told of a site.yaml that is wrong. */
final class SiteFileTest {
  @TempDir Path folder;

  @Test
  void read_mistakesOfSeveralReaders_areAllNamedOnceInOrder() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("site.yaml"),
            """
            currency: euro
            pue: 0.5
            retention: forever
            imports: never
            colour: red
            """);

    assertThatThrownBy(() -> SiteFile.read(file))
        .isInstanceOfSatisfying(
            StartException.class,
            wrong ->
                assertThat(String.valueOf(wrong.getMessage()))
                    .containsSubsequence("currency", "pue", "retention", "imports", "colour")
                    .containsOnlyOnce("unknown field 'colour'"));
  }
}
