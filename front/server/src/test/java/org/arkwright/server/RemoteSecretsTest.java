package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.model.id.JobId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of jobs whose ranks run on hosts that have no key of the home. */
class RemoteSecretsTest {
  private static final String SECRET = "hf-3141592653589793";

  @TempDir Path folder;
  private RemoteSite site;

  @BeforeEach
  void up() throws Exception {
    assumeTrue(RemoteSite.isPossible(), "needs the right to give a process a host name");
    site = new RemoteSite(folder);
  }

  @AfterEach
  void close() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void secret_isOpenedForTheHostOfItsRank_alone_andOnNoDisk() throws Exception {
    site.join("far-1");
    Path go = folder.resolve("go");
    JobId job =
        site.submit(
            """
            name: hush
            script: |
              [ "$HF_TOKEN" = "hf-""3141592653589793" ] || exit 3
              echo begins
              while [ ! -e %s ]; do sleep 0.1; done
            secrets: {HF_TOKEN: %s}
            resources: {cpus: 1}
            restart: never
            """
                .formatted(go, SECRET));
    RemoteSite.until("it runs", () -> site.view(job).path("state").asText().equals("Running"));
    String call = "/worker/v1/secrets?attempt=" + job + ".1";

    RemoteSite.Reply own = site.asWorker("far-1", call);
    assertThat(own.status()).isEqualTo(200);
    assertThat(own.body()).contains(SECRET);
    RemoteSite.Reply others = site.asWorker("far-2", call);
    assertThat(others.status()).isEqualTo(403);
    assertThat(others.body()).contains("has no ranks on node home/far-2").doesNotContain(SECRET);
    assertThat(site.view(job).toString()).doesNotContain(SECRET);
    RemoteSite.until("the script has emptied itself", () -> filesWith(SECRET).isEmpty());
    Files.createFile(go);
    JsonNode end = site.await(job);
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("Succeeded");
    assertThat(filesWith(SECRET)).isEmpty();
    RemoteSite.until("no more once it is over", () -> site.asWorker("far-1", call).status() == 403);
  }

  private List<Path> filesWith(String text) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException _) {
      return false; // It is gone.
    }
  }
}
