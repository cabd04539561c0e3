package org.arkwright.api.stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.identity.Permission;
import org.arkwright.journal.JournalReader;
import org.arkwright.journal.JournalReader.Verification;

/** The endpoints that verify and export the journal. */
public final class JournalEndpoints implements EndpointGroup {
  private final JournalReader journal;
  private final Supplier<Verification> verification;
  private final Executor background;

  /**
   * @param verification verifies the whole journal; may block for long
   */
  public JournalEndpoints(
      JournalReader journal, Supplier<Verification> verification, Executor background) {
    this.journal = journal;
    this.verification = verification;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/journal/verify", Permission.SERVER_READ, this::verify),
        Endpoint.get("/api/v1/journal/export", Permission.SERVER_READ, this::export));
  }

  private CompletableFuture<HttpResponse> verify(ApiRequest request) {
    request.context().clearRequestTimeout();
    return CompletableFuture.supplyAsync(() -> ApiReplies.ok(json(verification.get())), background);
  }

  /** Returns a verification as the API gives it. */
  public static ObjectNode json(Verification verification) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return switch (verification) {
      case Verification.Intact(long batches, long entries, String headHash) ->
          json.put("intact", true)
              .put("batches", batches)
              .put("entries", entries)
              .put("headHash", headHash);
      case Verification.Broken(long batch, String problem) ->
          json.put("intact", false).put("batch", batch).put("problem", problem);
    };
  }

  private CompletableFuture<HttpResponse> export(ApiRequest request) {
    return ApiReplies.done(
        ResponseStream.open(
            request.context(), ResponseStream.JSON_LINES, JournalExport.of(journal)));
  }
}
