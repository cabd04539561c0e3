package org.arkwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever sends a large body to the gateway that is refused by its headers reads the refusal. */
class GatewayUploadsTest {
  /** More than windows and buffers on the way hold. */
  private static final byte[] LARGE = new byte[8 << 20];

  static {
    Arrays.fill(LARGE, (byte) -1);
  }

  private static final int TIMES = Integer.getInteger("arkwright.refused.uploads", 8);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, 401",
    "/v1/models, 401",
    "/v1/models/chat, 401",
    "/serve/page/, 401",
    "/v1/nothing, 404",
    "/upload.bin, 404",
    "/healthz, 200",
  })
  void largeBody_thatNobodyReads_isAnswered_overHttp2(String path, int status) throws Exception {
    try (GatewayHarness harness = new GatewayHarness(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + harness.gateway.port());
      // The first request opens the connection, and changes to HTTP/2.
      assertThat(client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding()))
          .extracting(HttpResponse::version)
          .isEqualTo(HttpClient.Version.HTTP_2);
      for (int i = 0; i < TIMES; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(address.resolve(path))
                .POST(BodyPublishers.ofByteArray(LARGE))
                .timeout(Duration.ofSeconds(30))
                .build();
        assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
            .as("time %d", i)
            .isEqualTo(status);
      }
    }
  }
}
