package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.AttemptPlace;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.job.StopCause;
import org.arkwright.projection.JobRecord;
import org.arkwright.spec.SpecWriter;

/** The JSON form of a job. Members that do not apply to its state are omitted. */
public final class JobView {
  private JobView() {}

  /** Returns the job with its spec and the state of every rank. */
  public static ObjectNode full(
      JobRecord jobRecord, Optional<ReasonView> reason, PrincipalNames names) {
    ObjectNode json = brief(jobRecord, reason, names);
    ArrayNode ranks = json.putArray("rankStates");
    jobRecord.latest().ifPresent(attempt -> ranks.addAll(RankView.ranks(attempt)));
    json.set("spec", SpecWriter.job(jobRecord.job().spec()));
    return json;
  }

  /** Returns the job as an entry of a list: without its spec and the states of its ranks. */
  public static ObjectNode brief(
      JobRecord jobRecord, Optional<ReasonView> reason, PrincipalNames names) {
    Job job = jobRecord.job();
    JobSpec spec = job.spec();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", job.id().toString());
    json.put("name", spec.name());
    json.put("project", spec.project().value());
    json.put("state", job.state().word());
    reason.ifPresent(pendingReason -> json.set("reason", pendingReason.json()));
    job.state().waitingAtSite().ifPresent(waiting -> json.set("atSite", atSite(waiting)));
    json.put("priority", spec.scheduling().priority());
    json.put("ranks", spec.gang().ranks());
    json.set("resources", SpecWriter.resources(spec.gang().resources()));
    json.put("submittedBy", names.author(job.submittedBy()));
    json.put("submittedAt", Timestamps.text(job.submittedAtNanos()));
    jobRecord
        .latest()
        .filter(last -> !last.waitsAtSite())
        .ifPresent(last -> json.put("startedAt", Timestamps.text(last.runsFromNanos())));
    finishedAt(job.state()).ifPresent(at -> json.put("finishedAt", Timestamps.text(at)));
    json.put("attempts", job.attempts());
    json.put("failures", job.failures());
    json.put("losses", job.tries().losses());
    exitCode(job.state()).ifPresent(code -> json.put("exitCode", code));
    boolean runs =
        job.state() instanceof JobState.Starting || job.state() instanceof JobState.Running;
    // What ended an earlier attempt is not the cause of anything that a job does that runs again.
    cause(jobRecord)
        .ifPresent(cause -> json.set(runs ? "previousCause" : "cause", CauseView.of(cause, names)));
    ArrayNode nodes = json.putArray("nodes");
    Optional<Attempt> latest = jobRecord.latest();
    latest.ifPresent(last -> last.nodes().forEach(node -> nodes.add(node.name())));
    ArrayNode devices = json.putArray("devices");
    latest.ifPresent(last -> devices.addAll(RankView.devices(last)));
    ObjectNode labels = json.putObject("labels");
    spec.labels().forEach(labels::put);
    return json;
  }

  private static ObjectNode atSite(Attempt waiting) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("site", waiting.site());
    if (waiting.place() instanceof AttemptPlace.AtSite(Optional<SiteWait> told)) {
      told.ifPresent(says -> {
        json.put("reason", says.reason());
        says.expectedStartNanos().ifPresent(at -> json.put("expectedStart", Timestamps.text(at)));
      });
    }
    return json;
  }

  /** Returns the exit code of {@code arkwright run}; empty until the job is final. */
  private static OptionalInt exitCode(JobState state) {
    return switch (state) {
      case JobState.Succeeded _ -> OptionalInt.of(0);
      case JobState.Failed(StopCause cause, _) -> OptionalInt.of(cause.shellCode());
      case JobState.Cancelled(String by, _) ->
          OptionalInt.of(new StopCause.CancelRequested(by).shellCode());
      case JobState.Queued _, JobState.Starting _, JobState.Running _, JobState.Stopping _ ->
          OptionalInt.empty();
    };
  }

  private static OptionalLong finishedAt(JobState state) {
    return switch (state) {
      case JobState.Succeeded(long at) -> OptionalLong.of(at);
      case JobState.Failed(_, long at) -> OptionalLong.of(at);
      case JobState.Cancelled(_, long at) -> OptionalLong.of(at);
      case JobState.Queued _, JobState.Starting _, JobState.Running _, JobState.Stopping _ ->
          OptionalLong.empty();
    };
  }

  /** Returns why the job ended; empty after a success, even if earlier attempts failed. */
  private static Optional<StopCause> cause(JobRecord jobRecord) {
    return jobRecord.job().state() instanceof JobState.Succeeded
        ? Optional.empty()
        : jobRecord.cause();
  }
}
