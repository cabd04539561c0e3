package org.arkwright.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import org.arkwright.api.whatif.WhatIfRun;
import org.arkwright.api.whatif.WhatIfRuns;
import org.arkwright.identity.Permission;
import org.arkwright.spec.Reading;
import org.arkwright.spec.WhatIfRequest;

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
        Endpoint.post(ALL, Permission.TWIN_RUN, this::begin),
        Endpoint.get(ONE, Permission.TWIN_RUN, request -> withRun(request, this::view)),
        new Endpoint(
            HttpMethod.DELETE,
            ONE,
            Permission.TWIN_RUN,
            request ->
                withRun(
                    request,
                    run -> {
                      run.cancel();
                      return view(run);
                    })));
  }

  private CompletableFuture<HttpResponse> begin(ApiRequest request) {
    return switch (WhatIfRequest.read(request.body())) {
      case Reading.Rejected<WhatIfRequest>(var problems) ->
          JobEndpoints.done(ProblemReply.of(problems).response());
      case Reading.Read<WhatIfRequest>(WhatIfRequest asked) ->
          JobEndpoints.done(
              runs.begin(asked)
                  .map(run -> ApiReplies.json(HttpStatus.ACCEPTED, view(run)))
                  .orElseGet(WhatIfEndpoints::tooMany));
    };
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
    Optional<WhatIfRun> found = runs.find(id);
    return JobEndpoints.done(
        found
            .map(run -> ApiReplies.ok(answer.apply(run)))
            .orElseGet(() -> ProblemReply.notFound("what-if", id).response()));
  }

  private ObjectNode view(WhatIfRun run) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", run.id()).put("submittedAt", run.submittedAt().toString());
    switch (run.status()) {
      case WhatIfRun.Status.Waiting _ -> json.put("state", "Waiting");
      case WhatIfRun.Status.Running(Instant since) ->
          json.put("state", "Running")
              .put("seconds", Duration.between(since, clock.instant()).toSeconds());
      case WhatIfRun.Status.Succeeded(String output) -> {
        json.put("state", "Succeeded");
        addResult(json, output);
      }
      case WhatIfRun.Status.Failed(String problem, boolean wrongUse) ->
          json.put("state", "Failed").put("problem", problem).put("wrongUse", wrongUse);
    }
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
