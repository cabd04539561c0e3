package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.FileCalls;
import org.arkwright.protocol.LogPiece;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whoever sends a large body that is refused by its first bytes, or by none, reads the refusal: a
 * client that sends all before it reads would else see its stream reset.
 */
final class RefusedUploadTest {
  /** More than windows and buffers on the way hold. */
  private static final byte[] LARGE = new byte[8 << 20];

  static {
    Arrays.fill(LARGE, (byte) -1);
  }

  private static final int TIMES = Integer.getInteger("arkwright.refused.uploads", 8);
  private static final NodeId NODE = NodeId.atHome("node-1");
  private static final AttemptId OTHERS = new AttemptId(new JobId(7), 1);
  private static final String ABSENT = "0".repeat(64);

  @TempDir private static Path folder;
  private static TestServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer(folder);
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  /** Uploads, with how each is refused. */
  enum Upload {
    BLOB_OF_NO_ATTEMPT("PUT", FileCalls.BLOBS + "/" + ABSENT, true, 400),
    BLOB_OF_ANOTHERS_ATTEMPT(
        "PUT", FileCalls.BLOBS + "/" + ABSENT + "?attempt=" + OTHERS, true, 403),
    MANIFEST_OF_NO_ATTEMPT("PUT", FileCalls.MANIFESTS + "/" + ABSENT, true, 400),
    SMALL_FILES_OF_NO_ATTEMPT("PUT", FileCalls.BLOBS, true, 400),
    LOGS_THAT_ARE_NONE("POST", LogPiece.PATH, true, 400),
    SNAPSHOT_THAT_IS_NONE("POST", "/api/v1/snapshots/files", false, 400),
    SNAPSHOT_WITH_A_WRONG_PARAMETER("POST", "/api/v1/snapshots/files?colour=red", false, 400),
    FILE_OF_NO_RUN("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/nothing/artifacts/a", false, 404),
    INPUT_OF_NO_TERMINAL("POST", "/api/v1/terminals/none/input", false, 404),
    DOCUMENT_TOO_LARGE("POST", "/api/v1/jobs", false, 413),
    NO_SUCH_PATH("POST", "/api/v1/nothing/here", false, 404),
    NO_SUCH_PATH_AT_ALL("PUT", "/upload.bin", false, 404),
    WRONG_METHOD("PUT", "/api/v1/jobs", false, 405),
    WRONG_METHOD_OF_ONE_OF_MANY("PATCH", "/api/v1/jobs/train-7/samples", false, 405);

    private final String method;
    private final String path;
    private final boolean fromWorker;
    private final int status;

    Upload(String method, String path, boolean fromWorker, int status) {
      this.method = method;
      this.path = path;
      this.fromWorker = fromWorker;
      this.status = status;
    }
  }

  @ParameterizedTest
  @EnumSource
  void upload_refusedAtOnce_isAnswered_overHttp2(Upload upload) throws Exception {
    // The first request opens the connection, and changes to HTTP/2.
    send(HttpRequest.newBuilder(server.uri("/healthz")).GET());
    for (int i = 0; i < TIMES; i++) {
      assertThat(statusOf(upload)).as("%s, time %d", upload, i).isEqualTo(upload.status);
    }
  }

  @Test
  void upload_withoutAToken_isAnswered() throws Exception {
    send(HttpRequest.newBuilder(server.uri("/healthz")).GET());
    for (int i = 0; i < TIMES; i++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(server.uri(FileCalls.BLOBS))
              .PUT(BodyPublishers.ofByteArray(LARGE));
      assertThat(send(request)).as("time %d", i).isEqualTo(401);
    }
  }

  private int statusOf(Upload upload) throws Exception {
    URI uri = server.uri(upload.path);
    String token =
        upload.fromWorker
            ? server.issued.ofWorker(WorkerId.ofNode(NODE), Duration.ofHours(1))
            : TestServer.TOKEN;
    return send(
        HttpRequest.newBuilder(uri)
            .method(upload.method, BodyPublishers.ofByteArray(LARGE))
            .header("Authorization", "Bearer " + token)
            .header(FileCalls.NODE, NODE.toString()));
  }

  private int send(HttpRequest.Builder request) throws Exception {
    return client
        .send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void connection_afterARefusal_servesOn() throws Exception {
    for (Upload upload : List.of(Upload.BLOB_OF_NO_ATTEMPT, Upload.DOCUMENT_TOO_LARGE)) {
      assertThat(statusOf(upload)).isEqualTo(upload.status);
      assertThat(server.get("/api/v1/jobs").status()).isEqualTo(200);
    }
  }
}
