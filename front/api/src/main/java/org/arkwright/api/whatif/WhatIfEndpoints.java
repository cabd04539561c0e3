package org.arkwright.api.whatif;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.identity.Permission;
import org.arkwright.spec.Reading;
import org.arkwright.spec.site.WhatIfRequest;

/** The endpoints of what-ifs: begin one, ask how far it is, end it. */
public final class WhatIfEndpoints implements EndpointGroup {
  private static final String ALL = "/api/v1/whatif";
  private static final String ONE = ALL + "/{run}";
  private static final JsonMapper JSON = new JsonMapper();

  private final WhatIfRuns runs;
  private final InstantSource clock;

  /** The endpoints of these runs. */
  public WhatIfEndpoints(WhatIfRuns runs, InstantSource clock) {
    this.runs = runs;
    this.clock = clock;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            HttpMethod.POST,
            ALL,
            Permission.TWIN_RUN,
            Endpoint.RequestBody.LONG_DOCUMENT,
            this::begin),
        Endpoint.get(ONE, Permission.TWIN_RUN, request -> withRun(request, this::view)),
        new Endpoint(
            HttpMethod.DELETE,
            ONE,
            Permission.TWIN_RUN,
            request ->
                withRun(
                    request,
                    run -> {
                      run.cancel(clock.instant());
                      return view(run);
                    })));
  }

  private CompletableFuture<HttpResponse> begin(ApiRequest request) {
    return ApiReplies.done(
        switch (WhatIfRequest.read(request.body())) {
          case Reading.Rejected<WhatIfRequest>(var problems) ->
              ProblemReply.of(problems).response();
          case Reading.Read<WhatIfRequest>(WhatIfRequest asked) ->
              runs.begin(asked, request.sender())
                  .map(run -> ApiReplies.json(HttpStatus.ACCEPTED, view(run)))
                  .orElseGet(WhatIfEndpoints::tooMany);
        });
  }

  private static HttpResponse tooMany() {
    return ProblemReply.of(
            HttpStatus.TOO_MANY_REQUESTS,
            "busy",
            "as many what-ifs run or wait as may",
            "Wait until one of them has ended, or end one.")
        .response();
  }

  private CompletableFuture<HttpResponse> withRun(
      ApiRequest request, Function<WhatIfRun, ObjectNode> answer) {
    String id = request.path("run");
    return ApiReplies.done(
        runs.find(id)
            .map(run -> ApiReplies.ok(answer.apply(run)))
            .orElseGet(() ->
                ProblemReply.notFound(
                        "what-if",
                        id,
                        "The server forgets them when it stops, and the oldest of those that have"
                            + " ended. Ask again.")
                    .response()));
  }

  private ObjectNode view(WhatIfRun run) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", run.id());
    json.put("submittedBy", run.submittedBy());
    json.put("submittedAt", run.submittedAt().toString());
    switch (run.status()) {
      case WhatIfRun.Status.Waiting _ -> json.put("state", "Waiting").put("ahead", runs.ahead(run));
      case WhatIfRun.Status.Running(Instant since) ->
          json.put("state", "Running")
              .put("seconds", Duration.between(since, clock.instant()).toSeconds());
      case WhatIfRun.Status.Succeeded(String output, Optional<String> page, Instant at) -> {
        json.put("state", "Succeeded").put("endedAt", at.toString());
        addResult(json, output);
        page.ifPresent(html -> json.put("page", html));
      }
      case WhatIfRun.Status.Failed(String problem, boolean wrongUse, Instant at) ->
          json.put("state", "Failed")
              .put("endedAt", at.toString())
              .put("problem", problem)
              .put("wrongUse", wrongUse);
      case WhatIfRun.Status.Cancelled(Instant at) ->
          json.put("state", "Cancelled").put("endedAt", at.toString());
    }
    ArrayNode messages = json.putArray("messages");
    run.messages().forEach(messages::add);
    return json;
  }

  private static void addResult(ObjectNode json, String output) {
    try {
      json.set("result", JSON.readTree(output));
    } catch (JsonProcessingException _) {
      json.put("text", output);
    }
  }
}
