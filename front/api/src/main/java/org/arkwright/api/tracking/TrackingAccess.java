package org.arkwright.api.tracking;

import com.linecorp.armeria.common.HttpResponse;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.control.StateReader;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;

/**
 * Who calls MLflow's API, and the form of its refusals. Ranks use their attempt's token and are
 * confined to its project; so is the administrator who names a project in {@code
 * X-MLflow-Workspace}.
 */
final class TrackingAccess {
  /** The variable of a job that names the experiment of its runs, as MLflow's clients read it. */
  private static final String EXPERIMENT = "MLFLOW_EXPERIMENT_NAME";

  private final StateReader reader;

  TrackingAccess(StateReader reader) {
    this.reader = reader;
  }

  /** Answers a request once its caller is known. */
  CompletableFuture<HttpResponse> answer(
      ApiRequest request, Function<TrackingCaller, CompletableFuture<HttpResponse>> operation) {
    return caller(request)
        .thenCompose(caller ->
            caller.isEmpty()
                ? CompletableFuture.completedFuture(
                    ApiReplies.mlflowError(
                        403,
                        "PERMISSION_DENIED",
                        "The token's attempt has ended, so it can no longer log."))
                : operation.apply(caller.get()))
        .exceptionallyCompose(TrackingAccess::errorResponse);
  }

  private CompletableFuture<Optional<TrackingCaller>> caller(ApiRequest request) {
    if (request.attempt().isEmpty()) {
      Optional<String> named = request.header("x-mlflow-workspace").filter(name -> !name.isEmpty());
      if (named.isPresent() && !Names.isValid(named.get())) {
        return CompletableFuture.failedFuture(
            new TrackingRefusal(
                TrackingRefusal.Code.INVALID_PARAMETER_VALUE,
                "X-MLflow-Workspace is '%s', expected %s".formatted(named.get(), Names.RULE)));
      }
      return CompletableFuture.completedFuture(
          Optional.of(
              TrackingCaller.administrator(
                  named.map(ProjectName::new), request.origin(), request.sender())));
    }
    AttemptId attempt = request.attempt().get();
    return reader.read(state ->
        state
            .job(attempt.job())
            .filter(job ->
                job.state().liveAttempt().filter(live -> live.id().equals(attempt)).isPresent())
            .map(job -> rank(job, attempt, request)));
  }

  private static TrackingCaller rank(Job job, AttemptId attempt, ApiRequest request) {
    String name = job.spec().name();
    String experiment = job.spec().execution().env().getOrDefault(EXPERIMENT, "");
    return TrackingCaller.rank(
        job.spec().project(),
        new TrackingCaller.RankOf(attempt, name, experiment.isBlank() ? name : experiment),
        request.origin(),
        request.names().author(job.submittedBy()));
  }

  private static CompletableFuture<HttpResponse> errorResponse(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case TrackingRefusal refusal ->
          ApiReplies.done(
              ApiReplies.mlflowError(
                  refusal.code().status(),
                  refusal.code().name(),
                  String.valueOf(refusal.getMessage())));
      case SQLException file ->
          ApiReplies.done(
              ApiReplies.mlflowError(
                  503, "TEMPORARILY_UNAVAILABLE", "Nothing was kept: " + file.getMessage()));
      // A full disk, a client that broke off, a file that is too large, a damaged blob.
      case UncheckedIOException file ->
          ApiReplies.done(
              ApiReplies.mlflowError(
                  503, "TEMPORARILY_UNAVAILABLE", String.valueOf(file.getMessage())));
      default -> CompletableFuture.failedFuture(cause);
    };
  }
}
