package org.arkwright.system.journals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.arkwright.cli.Arkwright;
import org.arkwright.cli.terminal.Terminal;

/** The arkwright command, asked about a home. */
record Commands(Path home) {
  /** What a command printed; it has to end well. */
  String ask(String... words) {
    List<String> line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(words));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Arkwright.execute(
            new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                OptionalInt.empty(),
                OptionalInt.empty(),
                false,
                false,
                false),
            Map.of(),
            InstantSource.system(),
            line.toArray(String[]::new));
    assertThat(code).as(String.join(" ", words) + ": " + err).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }
}
