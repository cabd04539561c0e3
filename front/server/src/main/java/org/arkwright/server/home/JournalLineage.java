package org.arkwright.server.home;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.control.Controller;
import org.arkwright.journal.JournalAnchor;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.state.State;
import org.arkwright.local.LocalSite.WorkerRecord;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.arkwright.protocol.ServerEpoch;

/**
 * Checks that the journal is the one that this home wrote last, before anything is started from it:
 * by its own starts, by the end that the home has noted of it, and by what workers have obeyed. An
 * older one does not know what has been started since, and would end it or start it again.
 *
 * @param workers this machine's workers, by their folders
 * @param accepted whether the operator has said to go on with whatever journal there is
 */
public record JournalLineage(
    HomeFolder home,
    HomeIdentity identity,
    JournalReader journal,
    List<WorkerRecord> workers,
    boolean accepted) {
  private static final int NAMED_MAX = 10;

  public JournalLineage {
    workers = List.copyOf(workers);
  }

  /**
   * Returns how the server starts.
   *
   * @param recovered the state that the journal leads to
   * @throws StartException when the journal is not this home's latest, and was not accepted; then
   *     nothing has been changed
   */
  public Controller.Start start(State recovered) throws StartException {
    Optional<String> last = recovered.lastStart().map(Event.ServerStarted::home);
    List<String> problems = new ArrayList<>();
    last.filter(this::isForeign)
        .ifPresent(other ->
            problems.add(
                "it was last written by the home %s, and this is %s"
                    .formatted(other, identity.home())));
    anchored().flatMap(journal::contradiction).ifPresent(problems::add);
    for (WorkerRecord worker : workers) {
      worker
          .obeyed()
          .filter(obeyed -> isAhead(obeyed, recovered))
          .ifPresent(obeyed -> problems.add(ahead(worker, obeyed, recovered)));
    }
    if (!problems.isEmpty() && !accepted) {
      throw new StartException(
          ExitCodes.JOURNAL,
          ("the journal is not the one that this home wrote last: %s. Nothing was started or ended."
                  + " Give back the later journal, or name the right one with --journal; if it is"
                  + " lost, `arkwright up --accept-journal` goes on with this one, and ends what it"
                  + " does not know.")
              .formatted(String.join("; ", problems)));
    }
    return new Controller.Start(identity.startCommand(last, epochMin()), accepted);
  }

  /** Another home's journal is the start of a copy, if that is what this home is. */
  private boolean isForeign(String last) {
    return !last.equals(identity.home())
        && identity.place().copyOf().filter(last::equals).isEmpty();
  }

  private Optional<JournalAnchor> anchored() throws StartException {
    try {
      return JournalAnchor.read(home.anchor());
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.JOURNAL,
          "%s. Delete it if the journal is known to be whole.".formatted(e.getMessage()));
    }
  }

  private boolean isAhead(ServerEpoch obeyed, State recovered) {
    Optional<Event.ServerStarted> last = recovered.lastStart();
    return obeyed.home().equals(identity.home())
        && (last.isEmpty()
            || obeyed.number() > last.get().epoch()
            || (obeyed.number() == last.get().epoch()
                && obeyed.startedNanos() != last.get().atNanos()));
  }

  private static String ahead(WorkerRecord worker, ServerEpoch obeyed, State recovered) {
    String names =
        worker.unfinished().stream()
            .limit(NAMED_MAX)
            .map(AttemptId::toString)
            .collect(Collectors.joining(", "));
    int more = worker.unfinished().size() - NAMED_MAX;
    return "the worker of site %s has obeyed start %d of this home, and the journal ends in start %d; %s"
        .formatted(
            worker.site(),
            obeyed.number(),
            recovered.lastStart().map(Event.ServerStarted::epoch).orElse(0L),
            names.isEmpty()
                ? "it has no attempts"
                : "it has the attempts "
                    + names
                    + (more > 0 ? " and %d more".formatted(more) : ""));
  }

  private long epochMin() {
    return workers.stream()
        .flatMap(worker -> worker.obeyed().stream())
        .filter(obeyed -> obeyed.home().equals(identity.home()))
        .mapToLong(obeyed -> obeyed.number() + 1)
        .max()
        .orElse(0);
  }
}
