package org.arkwright.api.worker;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.FileCalls;
import org.arkwright.protocol.LogEnds;
import org.arkwright.protocol.LogPiece;
import org.arkwright.ranklog.RelayedLogs;
import org.arkwright.wire.Wire;

/**
 * The endpoint at which workers on other machines send what their ranks write. A worker writes only
 * for ranks on its own node; what such a rank wrote before its attempt was over is taken afterwards
 * too, from a worker that was cut off meanwhile.
 */
public final class WorkerLogEndpoint implements EndpointGroup {
  private static final int REMEMBERED_MAX = 100_000;

  private final WorkerDoor door;
  private final RelayedLogs logs;
  private final Executor writing;

  /** Whose output each rank's is, for those that wrote last. */
  private final Map<Rank, NodeId> writers =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Rank, NodeId> eldest) {
              return size() > REMEMBERED_MAX;
            }
          });

  private record Rank(AttemptId attempt, int rank) {}

  /**
   * @param door says what a worker may write
   * @param writing runs what reads requests and writes files
   */
  public WorkerLogEndpoint(WorkerDoor door, RelayedLogs logs, Executor writing) {
    this.door = door;
    this.logs = logs;
    this.writing = writing;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            HttpMethod.POST,
            LogPiece.PATH,
            Permission.WORKER_EXCHANGE,
            Endpoint.RequestBody.FILES,
            this::take));
  }

  private CompletableFuture<HttpResponse> take(ApiRequest request) {
    Optional<NodeId> node = door.node(request, RefusedClaims.Door.LOGS);
    if (node.isEmpty()) {
      request.closeFiles();
      return ApiReplies.done(
          ProblemReply.of(
                  HttpStatus.FORBIDDEN,
                  "forbidden",
                  "expected the sender's own node in the header " + FileCalls.NODE,
                  "Run the worker of the server's own version.")
              .response());
    }
    return CompletableFuture.supplyAsync(() -> take(request, node.get()), writing)
        .whenComplete((_, _) -> request.closeFiles());
  }

  private HttpResponse take(ApiRequest request, NodeId node) {
    List<LogEnds.End> ends = new ArrayList<>();
    DataInputStream in = new DataInputStream(new BufferedInputStream(request.files()));
    while (true) {
      Optional<LogPiece> piece;
      try {
        piece = LogPiece.readFrom(in);
      } catch (IOException e) {
        return unreadable(ends.size(), e);
      }
      if (piece.isEmpty()) {
        break;
      }
      try {
        ends.add(take(piece.get(), node));
      } catch (IOException e) {
        throw new UncheckedIOException("output of node " + node + ": " + e.getMessage(), e);
      }
    }
    return HttpResponse.of(
        HttpStatus.OK, MediaType.JSON_UTF_8, Wire.strict().write(new LogEnds(ends)));
  }

  private static HttpResponse unreadable(int before, IOException why) {
    return ProblemReply.of(
            HttpStatus.BAD_REQUEST,
            "invalid",
            "expected pieces of output; after %d of them: %s"
                .formatted(before, String.valueOf(why.getMessage())),
            "Run the worker of the server's own version. What came before was kept.")
        .response();
  }

  private LogEnds.End take(LogPiece piece, NodeId node) throws IOException {
    Rank rank = new Rank(piece.attempt(), piece.rank());
    boolean wrote = node.equals(writers.get(rank));
    boolean mayWrite =
        wrote
            || door.grant(node, piece.attempt(), RefusedClaims.Door.LOGS)
                .join()
                .filter(grant -> grant.ranks().contains(piece.rank()))
                .isPresent();
    if (!mayWrite) {
      return new LogEnds.End(piece.attempt(), piece.rank(), piece.offset(), false);
    }
    writers.put(rank, node);
    return logs.add(piece)
        .map(size -> new LogEnds.End(piece.attempt(), piece.rank(), size, true))
        .orElseGet(() -> new LogEnds.End(piece.attempt(), piece.rank(), piece.offset(), false));
  }
}
