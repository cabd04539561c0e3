package org.arkwright.train.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.arkwright.train.report.TrainingProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CorpusTest {
  private static final String TEXT = "Ärger über 東京 und 🧵.\n".repeat(10_000);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void forEach_textWithAMark_isDecodedByIt(String charset) throws IOException {
    Files.write(folder.resolve("a.txt"), ("\uFEFF" + TEXT).getBytes(Charset.forName(charset)));

    assertThat(documents()).containsExactly(TEXT.strip());
  }

  @Test
  void forEach_textThatIsNotUtf8_isRefusedWithItsLine() throws IOException {
    byte[] latin =
        ("plain\n" + "été à la plage\n".repeat(50)).getBytes(StandardCharsets.ISO_8859_1);
    Files.write(folder.resolve("latin.txt"), latin);

    assertRefused("latin.txt is not in UTF-8", "the first in line 2", "iconv");
  }

  @Test
  void forEach_fewMalformedBytes_areReplacedAndNamed() throws IOException {
    Files.write(
        folder.resolve("a.txt"), "plain words\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    byte[] web = ("x".repeat(5000) + "\ncafé").getBytes(StandardCharsets.ISO_8859_1);
    Files.write(folder.resolve("web.txt"), web);

    List<String> notes = Corpus.find(folder).forEach(_ -> {});

    assertThat(notes)
        .singleElement()
        .asString()
        .contains("web.txt: 1 of 5,005 characters", "the first in line 2");
  }

  @Test
  void find_bytesThatAreNoText_isRefusedByName() throws IOException {
    byte[] noise = new byte[100_000];
    new SplittableRandom(1).nextBytes(noise);
    Files.write(folder.resolve("noise.txt"), noise);
    assertRefused("noise.txt");
    Files.delete(folder.resolve("noise.txt"));
    Files.write(folder.resolve("wide.txt"), "wide".getBytes(StandardCharsets.UTF_16LE));
    assertRefused("wide.txt holds a NUL in line 1", "byte order mark");
  }

  @Test
  void forEach_jsonLines_marksAndBlankLinesSkipped_andProblemsHaveTheirLine() throws IOException {
    Path lines = folder.resolve("a.jsonl");
    Files.writeString(lines, "\uFEFF{\"text\":\"one\"}\n\n{\"text\":\"two\"}\n");
    assertThat(documents()).containsExactly("one", "two");
    Files.writeString(lines, "{\"text\":\"one\",\"score\":NaN,\"least\":-Infinity}\n");
    assertThat(documents()).containsExactly("one");
    Files.writeString(lines, "{\"text\":\"one\"}\n{\"text\":null}\n");
    assertRefused("a.jsonl: line 2 has a member \"text\" that is no text but null");
    Files.writeString(lines, "{\"text\":\"one\"}\n\n{\"messages\":[]}\n");
    assertRefused("a.jsonl: line 3 has no text, but the members messages");
    Files.writeString(lines, "{\"text\":\"one\"}\n[1]\n");
    assertRefused("a.jsonl: line 2 is not an object");
    Files.writeString(lines, "{\"text\":\"one\"}\n{\"text\":\n");
    assertRefused("a.jsonl: line 2 is not JSON");
    Files.writeString(lines, "{\"text\":\"a\"}\n{\"text\":\"b\"}{\"text\":\"c\"}\n");
    assertRefused("a.jsonl: line 2 is not JSON");
  }

  @Test
  void find_noText_saysWhatThereIs() throws IOException {
    Files.writeString(folder.resolve("README.md"), "a readme");
    assertRefused("found nothing", "licences and readmes are left out");
    Files.writeString(folder.resolve("a.parquet"), "PAR1");
    Files.writeString(folder.resolve("b.csv"), "a,b");
    assertRefused("found 1 .csv, 1 .parquet", ".txt, .text, .md, .jsonl");
    Files.writeString(folder.resolve("c.txt"), "words");
    assertThat(Corpus.find(folder).leftOut()).get().asString().contains("1 .csv, 1 .parquet");
  }

  private List<String> documents() throws IOException {
    List<String> documents = new ArrayList<>();
    assertThat(Corpus.find(folder).forEach(documents::add)).isEmpty();
    return documents;
  }

  private void assertRefused(String... parts) {
    assertThatExceptionOfType(TrainingProblem.class)
        .isThrownBy(this::documents)
        .satisfies(problem -> assertThat(problem).hasMessageContainingAll(parts));
  }
}
