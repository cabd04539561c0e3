package org.arkwright.artifact.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.artifact.blob.ArtifactException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RepositoryListingTest {
  @TempDir private Path folder;

  private final RepositoryListing listing = new RepositoryListing("hf://a/b", 100);

  @Test
  void filesAndFolders_listed_areTheFilesWithTheirDigests() throws Exception {
    String digest = "ab".repeat(32);
    add(
        ("[{\"type\":\"directory\",\"path\":\"onnx\"},{\"type\":\"file\",\"path\":\"a\",\"size\":3},"
                + "{\"type\":\"file\",\"path\":\"onnx/b\",\"size\":7,\"lfs\":{\"oid\":\"%s\"}}]")
            .formatted(digest));

    assertThat(listing.files())
        .extracting(RepositoryListing.Entry::path)
        .containsExactly("a", "onnx/b");
    assertThat(listing.files().getLast().digest().orElseThrow()).hasToString(digest);
  }

  /** The last looks like UTF-32 and is not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>Sign in</html>",
        "",
        "{\"error\":\"Repository not found\"}",
        "[{\"type\":\"file\"",
        "[{\"type\":\"file\",\"path\":\"a\",\"size\":99999999999999999999}]",
        "\0\0\0[\u00ff\u00ff\u00ff\u00ff"
      })
  void answerThatIsNoListing_isRefused_namingTheRepository(String answer) {
    assertThatExceptionOfType(ArtifactException.class)
        .isThrownBy(() -> add(answer))
        .withMessageContaining("hf://a/b");
  }

  private void add(String answer) throws IOException {
    listing.add(Files.write(folder.resolve("answer"), answer.getBytes(ISO_8859_1)));
  }
}
