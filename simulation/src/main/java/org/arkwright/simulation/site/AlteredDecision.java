package org.arkwright.simulation.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.Event;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.model.pipeline.StepOf;
import org.arkwright.stored.EventForm;
import org.arkwright.stored.EventReader;

/** Events as a kernel with a defect would have decided them, on their way to the journal. */
final class AlteredDecision {
  private final Sabotage sabotage;
  private final EventReader reader = new EventReader();
  private final TreeMap<PipelineId, String> firstSteps = new TreeMap<>();

  AlteredDecision(Sabotage sabotage) {
    this.sabotage = sabotage;
  }

  /** Returns the entry, or one with another event in its place. */
  byte[] of(byte[] entry) {
    return switch (sabotage) {
      case STEP_TWICE, STEP_TOO_EARLY, STEP_FORGOTTEN, STALE_REUSE ->
          altered(reader.read(entry).event()).map(EventForm::write).orElse(entry);
      default -> entry;
    };
  }

  private Optional<Event> altered(Event event) {
    return switch (event) {
      case Event.JobSubmitted submitted when sabotage == Sabotage.STEP_TWICE ->
          StepOf.of(submitted.spec())
              .map(of -> {
                String first = firstSteps.computeIfAbsent(of.pipeline(), _ -> of.step());
                return withLabels(
                    submitted, new StepOf(of.pipeline(), first).label(submitted.spec()).labels());
              });
      case Event.JobSubmitted submitted
          when sabotage == Sabotage.STEP_FORGOTTEN && StepOf.isOne(submitted.spec()) ->
          Optional.of(withLabels(submitted, StepOf.without(submitted.spec().labels())));
      case PipelineEvent.PipelineSubmitted submitted
          when sabotage == Sabotage.STEP_TOO_EARLY && submitted.spec().steps().size() > 1 ->
          Optional.of(withNeeds(submitted));
      case PipelineEvent.StepReused reused when sabotage == Sabotage.STALE_REUSE ->
          Optional.of(older(reused));
      case Event _ -> Optional.empty();
    };
  }

  private static Event withLabels(Event.JobSubmitted event, SortedMap<String, String> labels) {
    return new Event.JobSubmitted(
        event.job(),
        event.spec().withLabels(labels),
        event.by(),
        event.idempotencyKey(),
        event.atNanos());
  }

  /** The first step comes after the last one, as it did not when it was decided. */
  private static Event withNeeds(PipelineEvent.PipelineSubmitted event) {
    List<PipelineStep> steps = new ArrayList<>(event.spec().steps());
    PipelineStep first = steps.getFirst();
    steps.set(
        0,
        new PipelineStep(
            first.name(), first.job(), new TreeSet<>(List.of(steps.getLast().name()))));
    return new PipelineEvent.PipelineSubmitted(
        event.pipeline(),
        event.spec().withSteps(steps),
        event.by(),
        event.idempotencyKey(),
        event.atNanos());
  }

  private static Event older(PipelineEvent.StepReused event) {
    TreeMap<String, ArtifactRef> outputs = new TreeMap<>(event.outputs());
    outputs.replaceAll(
        (_, ref) -> ArtifactRef.of(ref.name(), Math.max(1, ref.version().orElse(1) - 1)));
    return new PipelineEvent.StepReused(event.pipeline(), event.step(), outputs, event.atNanos());
  }
}
