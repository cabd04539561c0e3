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
import org.arkwright.api.early.TuningCheck;
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
import org.arkwright.spec.job.TuningReader;

/**
 * The endpoints of trainings and tunings: they decide what job one becomes, and submit it. It is
 * followed as the job that it is.
 */
public final class TrainingEndpoints implements EndpointGroup {
  /** The fields of a training that a job's inputs come from. */
  private static final Map<String, String> FIELDS =
      Map.of("inputs.data", "data", "inputs.base", "from");

  /** Those of a tuning. */
  private static final Map<String, String> TUNING_FIELDS =
      Map.of("inputs.data", "data", "inputs.base", "base", "inputs.adapter", "adapter");

  private final StateReader reader;
  private final SubmitEndpoint jobs;
  private final JobIds ids;
  private final TrainingCheck check;
  private final TuningCheck tunings;
  private final Executor background;

  /**
   * The trainings of a control plane.
   *
   * @param jobs submits what trainings become
   * @param check looks at what is to be learnt from
   * @param tunings looks at what is to be tuned, and by what
   * @param background runs the reading of files
   */
  public TrainingEndpoints(
      StateReader reader,
      SubmitEndpoint jobs,
      JobIds ids,
      TrainingCheck check,
      TuningCheck tunings,
      Executor background) {
    this.reader = reader;
    this.jobs = jobs;
    this.ids = ids;
    this.check = check;
    this.tunings = tunings;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/trainings", Permission.JOB_SUBMIT, this::train),
        Endpoint.post("/api/v1/tunings", Permission.JOB_SUBMIT, this::tune));
  }

  private CompletableFuture<HttpResponse> train(ApiRequest request) {
    return take(
        request,
        TrainingReader.read(request.body()),
        (training, job) -> check.problems(job, training.context()),
        FIELDS);
  }

  private CompletableFuture<HttpResponse> tune(ApiRequest request) {
    return take(
        request,
        TuningReader.read(request.body()),
        (_, job) -> tunings.problems(job),
        TUNING_FIELDS);
  }

  /** Says what of a job's inputs rules it out. */
  private interface Check {
    List<SpecProblem> problems(TrainingRequest training, JobSpec job);
  }

  private CompletableFuture<HttpResponse> take(
      ApiRequest request,
      Reading<TrainingRequest> reading,
      Check look,
      Map<String, String> fields) {
    return switch (reading) {
      case Reading.Rejected<TrainingRequest>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<TrainingRequest>(TrainingRequest training) ->
          cores(training)
              .thenCompose(cores ->
                  cores.isPresent()
                      ? submit(request, training, training.job(cores.get()), look, fields)
                      : ApiReplies.done(ProblemReply.of(noNode()).response()));
    };
  }

  private CompletableFuture<HttpResponse> submit(
      ApiRequest request,
      TrainingRequest training,
      JobSpec job,
      Check look,
      Map<String, String> fields) {
    return CompletableFuture.supplyAsync(() -> look.problems(training, job), background)
        .thenCompose(problems ->
            problems.isEmpty()
                ? jobs.take(request, new Command.SubmitJob(ids.next(), job), OptionalInt.empty())
                : ApiReplies.done(
                    ProblemReply.of(problems.stream().map(problem -> own(problem, fields)).toList())
                        .response()));
  }

  /** Says a problem of the job in the words of the request. */
  private static SpecProblem own(SpecProblem problem, Map<String, String> fields) {
    String field = fields.getOrDefault(problem.field(), problem.field());
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
