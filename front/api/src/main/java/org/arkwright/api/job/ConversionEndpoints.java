package org.arkwright.api.job;

import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.early.ConversionCheck;
import org.arkwright.control.JobIds;
import org.arkwright.identity.Permission;
import org.arkwright.model.Command;
import org.arkwright.spec.Reading;
import org.arkwright.spec.job.ConversionReader;
import org.arkwright.spec.job.ConversionRequest;

/**
 * The endpoint of conversions: it decides what job a conversion becomes, and submits it. A
 * conversion is followed as the job that it is.
 */
public final class ConversionEndpoints implements EndpointGroup {
  private final SubmitEndpoint jobs;
  private final JobIds ids;
  private final ConversionCheck check;
  private final Executor background;

  /**
   * The conversions of a control plane.
   *
   * @param jobs submits what conversions become
   * @param check looks at what is to be converted
   * @param background runs the reading of files
   */
  public ConversionEndpoints(
      SubmitEndpoint jobs, JobIds ids, ConversionCheck check, Executor background) {
    this.jobs = jobs;
    this.ids = ids;
    this.check = check;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/api/v1/conversions", Permission.JOB_SUBMIT, this::convert));
  }

  private CompletableFuture<HttpResponse> convert(ApiRequest request) {
    return switch (ConversionReader.read(request.body())) {
      case Reading.Rejected<ConversionRequest>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<ConversionRequest>(ConversionRequest conversion) ->
          CompletableFuture.supplyAsync(() -> check.problem(conversion), background)
              .thenCompose(problem ->
                  problem.isPresent()
                      ? ApiReplies.done(ProblemReply.of(List.of(problem.get())).response())
                      : jobs.take(
                          request,
                          new Command.SubmitJob(ids.next(), conversion.job()),
                          OptionalInt.empty()));
    };
  }
}
