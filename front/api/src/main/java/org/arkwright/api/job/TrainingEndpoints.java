package org.arkwright.api.job;

import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.early.TrainingCheck;
import org.arkwright.control.JobIds;
import org.arkwright.control.StateReader;
import org.arkwright.identity.Permission;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Refusal;
import org.arkwright.model.job.JobSpec;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;
import org.arkwright.spec.job.TrainingReader;
import org.arkwright.spec.job.TrainingRequest;

/**
 * The endpoint of trainings: it decides what job a training becomes, and submits it. A training is
 * followed as the job that it is.
 */
public final class TrainingEndpoints implements EndpointGroup {
  /** The fields of a training that a job's inputs come from. */
  private static final Map<String, String> FIELDS =
      Map.of("inputs.data", "data", "inputs.base", "from");

  private final StateReader reader;
  private final SubmitEndpoint jobs;
  private final JobIds ids;
  private final TrainingCheck check;
  private final Executor background;

  /**
   * The trainings of a control plane.
   *
   * @param jobs submits what trainings become
   * @param check looks at what is to be learnt from
   * @param background runs the reading of files
   */
  public TrainingEndpoints(
      StateReader reader,
      SubmitEndpoint jobs,
      JobIds ids,
      TrainingCheck check,
      Executor background) {
    this.reader = reader;
    this.jobs = jobs;
    this.ids = ids;
    this.check = check;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/api/v1/trainings", Permission.JOB_SUBMIT, this::train));
  }

  private CompletableFuture<HttpResponse> train(ApiRequest request) {
    return switch (TrainingReader.read(request.body())) {
      case Reading.Rejected<TrainingRequest>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<TrainingRequest>(TrainingRequest training) ->
          cores(training)
              .thenCompose(cores ->
                  cores.isPresent()
                      ? submit(request, training, training.job(cores.get()))
                      : ApiReplies.done(ProblemReply.of(noNode()).response()));
    };
  }

  private CompletableFuture<HttpResponse> submit(
      ApiRequest request, TrainingRequest training, JobSpec job) {
    return CompletableFuture.supplyAsync(() -> check.problems(job, training.context()), background)
        .thenCompose(problems ->
            problems.isEmpty()
                ? jobs.take(request, new Command.SubmitJob(ids.next(), job), OptionalInt.empty())
                : ApiReplies.done(
                    ProblemReply.of(problems.stream().map(TrainingEndpoints::own).toList())
                        .response()));
  }

  /** Says a problem of the job in the words of the training. */
  private static SpecProblem own(SpecProblem problem) {
    String field = FIELDS.getOrDefault(problem.field(), problem.field());
    return new SpecProblem(
        problem.line(),
        problem.column(),
        field,
        problem.value(),
        problem.expected(),
        problem.message().replace(problem.field(), field));
  }

  /** Returns each rank's cores, in thousandths; empty when no node could tell. */
  private CompletableFuture<Optional<Long>> cores(TrainingRequest training) {
    return training.cores().isPresent()
        ? CompletableFuture.completedFuture(training.cores())
        : reader.read(state -> share(state, training));
  }

  private static Optional<Long> share(State state, TrainingRequest training) {
    long total = 0;
    long free = 0;
    for (var status : state.nodeStatuses()) {
      total = Math.max(total, status.spec().cpuMillis());
      var view = state.node(status.spec().id());
      free = Math.max(free, view.isPresent() ? view.get().freeCpuMillis() : 0);
    }
    return total == 0 ? Optional.empty() : Optional.of(training.evenShare(free, total));
  }

  private static Refusal noNode() {
    return new Refusal(
        Refusal.Code.CONFLICT,
        "resources.cpus",
        "a node, to give each rank a share of its cores",
        "No node has registered yet: say how many cores each rank needs, or wait for a node.");
  }
}
