package org.arkwright.gateway.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.model.id.ProjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of requests on disk: as they are written, read, and kept where they cannot be booked. */
final class SetAsideTest {
  private static final FinishedRequest REQUEST =
      new FinishedRequest(
          new ProjectName("red"),
          "k-1",
          "chat",
          "replica-7",
          new TokenCount(11, 13),
          TokenBasis.ESTIMATED,
          499,
          17,
          19);

  @TempDir Path folder;

  @Test
  void record_isReadAsItWasWritten() {
    assertThat(SpooledRequestForm.read(SpooledRequestForm.bytes(REQUEST))).isEqualTo(REQUEST);
  }

  @Test
  void recordOfAnEarlierVersion_saysWhetherItsTokensWereCounted() {
    String text = new String(SpooledRequestForm.bytes(REQUEST), UTF_8);
    assertThat(read(text.replace("\"basis\":\"ESTIMATED\"", "\"counted\":true")).basis())
        .isEqualTo(TokenBasis.COUNTED);
    assertThat(read(text.replace("\"basis\":\"ESTIMATED\"", "\"counted\":false")).basis())
        .isEqualTo(TokenBasis.ESTIMATED);
  }

  @Test
  void recordThatCannotBe_isRefusedByItsField() {
    String text = new String(SpooledRequestForm.bytes(REQUEST), UTF_8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(text.replace("\"prompt\":11", "\"prompt\":1.5")))
        .withMessage("prompt is 1.5, expected a whole number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(text.replace("\"activeNanos\":19", "\"activeNanos\":-1")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(text.replace("\"activeNanos\":19", "\"activeNanos\":1e40")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(text.substring(0, 30)))
        .withMessageContaining("the record is no JSON");
  }

  @Test
  void recordsThatCannotBeBooked_areKeptWithTheirReason_andCounted() throws IOException {
    Path aside = folder.resolve("aside");
    SetAside kept = new SetAside(aside);
    assertThat(kept.count()).isZero();

    kept.keep(
        7,
        List.of(
            new SetAside.Unbookable("{\"a\":1}", "no such project"),
            new SetAside.Unbookable("{half", "damaged")));
    kept.keep(8, List.of(new SetAside.Unbookable("{}", "late")));

    assertThat(aside.resolve("000000000007.jsonl"))
        .hasContent(
            """
            {"reason":"no such project","record":{"a":1}}
            {"reason":"damaged","text":"{half"}
            """);
    assertThat(kept.count()).isEqualTo(3);
    Files.writeString(aside.resolve("notes.txt"), "a\nb\n");
    assertThat(kept.count()).isEqualTo(3);
    kept.keep(7, List.of(new SetAside.Unbookable("{}", "again")));
    assertThat(kept.count()).as("the same batch replaces what it left").isEqualTo(2);
  }

  private static FinishedRequest read(String text) {
    return SpooledRequestForm.read(text.getBytes(UTF_8));
  }
}
