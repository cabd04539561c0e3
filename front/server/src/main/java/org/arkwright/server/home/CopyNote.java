package org.arkwright.server.home;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.control.EventLog;
import org.arkwright.journal.JournalReader;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;

/** What the first start of a copied home says: whose copy it is, and what was not taken over. */
public final class CopyNote {
  private CopyNote() {}

  /**
   * Returns one paragraph; empty when the home is no copy, or has been started before.
   *
   * @param lastNumber the journal's last entry before the start
   */
  public static String of(HomeIdentity identity, JournalReader journal, long lastNumber) {
    if (identity.original().isEmpty()) {
      return "";
    }
    List<Event> ended = new ArrayList<>();
    EventLog.replay(
        journal,
        lastNumber,
        (_, event) -> {
          if (event instanceof Event.JobCancelled
              || event instanceof DeploymentEvent.DeploymentSet) {
            ended.add(event);
          }
        });
    long jobs = ended.stream().filter(Event.JobCancelled.class::isInstance).count();
    HomePlace original = identity.original().get();
    long deployments = ended.size() - jobs;
    String unfinished =
        ended.isEmpty()
            ? "nothing was unfinished"
            : "%s that had not ended %s cancelled here, and %s %s scaled to 0"
                .formatted(
                    count(jobs, "job"),
                    jobs == 1 ? "was" : "were",
                    count(deployments, "deployment"),
                    deployments == 1 ? "was" : "were");
    return ("This home is a copy of %s, which was last in %s. It starts as a new site, %s, with the"
            + " original's history and none of its work: %s. No process of the original was"
            + " touched; where it still runs, it goes on.")
        .formatted(original.home(), original.path(), identity.home(), unfinished);
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
