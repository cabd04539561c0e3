package org.arkwright.api.job;

import com.linecorp.armeria.common.HttpResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.BlockingCall;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.node.SampleWindow;
import org.arkwright.api.view.SampleView;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.AttemptId;
import org.arkwright.projection.JobRecord;
import org.arkwright.samples.History;
import org.arkwright.samples.SampleStore;

/** The endpoint that shows what a job used over time, also one that has ended. */
public final class SampleEndpoints implements EndpointGroup {
  private final JobLookup lookup;
  private final SampleStore samples;
  private final Executor background;

  /**
   * @param background runs the reading of files
   */
  public SampleEndpoints(JobLookup lookup, SampleStore samples, Executor background) {
    this.lookup = lookup;
    this.samples = samples;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/jobs/{job}/samples", Permission.JOB_READ, this::show)
            .taking("project", "attempt", "since", "points"));
  }

  private CompletableFuture<HttpResponse> show(ApiRequest request) {
    Optional<SampleWindow> window = SampleWindow.of(request);
    OptionalLong attempt = request.number("attempt", 1, Integer.MAX_VALUE);
    return JobEndpoints.withJob(
        request,
        lookup,
        found -> BlockingCall.on(background, () -> answer(found, attempt, window.orElseThrow())));
  }

  private HttpResponse answer(JobRecord found, OptionalLong asked, SampleWindow window)
      throws IOException {
    int last = found.job().attempts();
    int number = (int) asked.orElse(last);
    if (asked.isPresent() && number > last) {
      return ProblemReply.notFound(
              "attempt",
              Integer.toString(number),
              "The job has had %d: leave it out for the last.".formatted(last))
          .response();
    }
    History history =
        number == 0 ? History.NONE : samples.attempt(new AttemptId(found.job().id(), number));
    return ApiReplies.ok(SampleView.ofJob(found.job(), number, window.of(history), history));
  }
}
