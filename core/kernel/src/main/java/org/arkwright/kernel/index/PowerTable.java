package org.arkwright.kernel.index;

import java.math.RoundingMode;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Job;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.scheduler.view.PowerModel;
import org.arkwright.scheduler.view.PowerView;

/** The power the site draws, kept up to date as nodes and gangs come and go. */
public final class PowerTable implements PowerView {
  private final NodeTable nodes;
  private final PowerModel model;
  private final long envelope;
  private final Map<JobId, Long> gangs = new TreeMap<>();
  private long held;
  private long idle;

  /** Whether only nodes at home count, because other sites have their own meters. */
  private final boolean onlyHome;

  private PowerTable(NodeTable nodes, SiteSettings site, long envelope) {
    this.nodes = nodes;
    onlyHome = site.sites().isPresent();
    this.envelope = envelope;
    model = new PowerModel(site);
    nodes.live().forEach(node -> join(node.spec()));
  }

  /** Creates the table of a site and its running gangs; empty when the site has no power limit. */
  public static Optional<PowerTable> of(
      NodeTable nodes, SiteSettings site, Collection<Job> running) {
    return site.envelopeKilowatts()
        .map(limit -> limit.movePointRight(6).setScale(0, RoundingMode.FLOOR).longValue())
        .map(limit -> {
          PowerTable table = new PowerTable(nodes, site, limit);
          running.forEach(table::hold);
          return table;
        });
  }

  /** Adds the power of a gang that was placed; one that waits at its site draws none yet. */
  public void hold(Job job) {
    long sum =
        job.state().liveAttempt().orElseThrow().placements().stream()
            .mapToLong(place -> rank(job, place))
            .sum();
    gangs.put(job.id(), sum);
    held += sum;
  }

  @Override
  public long draw(Job gang, Allocation place) {
    return place.ranks().stream().mapToLong(rank -> rank(gang, rank)).sum();
  }

  /** Ranks of a lost node count until they have ended. */
  private long rank(Job job, RankPlacement place) {
    return nodes
        .find(place.node())
        .filter(node -> counts(node.spec()))
        .map(node -> model.rank(node.spec(), job.spec().gang().resources(), place))
        .orElse(0L);
  }

  /** Undoes {@link #hold}. */
  public void release(Job job) {
    Long sum = gangs.remove(job.id());
    held -= sum == null ? 0 : sum;
  }

  /** Adds the idle power of a node. */
  public void join(NodeSpec node) {
    idle += counts(node) ? model.idle(node) : 0;
  }

  /** Removes the idle power of a node. */
  public void lose(NodeSpec node) {
    idle -= counts(node) ? model.idle(node) : 0;
  }

  /** Whether the node counts towards the power limit. */
  public boolean meters(NodeId node) {
    return nodes.find(node).map(NodeUsage::spec).filter(spec -> !counts(spec)).isEmpty();
  }

  private boolean counts(NodeSpec node) {
    return !onlyHome || node.site().equals(Site.HOME);
  }

  @Override
  public long envelope() {
    return envelope;
  }

  @Override
  public long drawn() {
    return idle + held;
  }

  @Override
  public long idle() {
    return idle;
  }

  @Override
  public long drawn(Job running) {
    return gangs.getOrDefault(running.id(), 0L);
  }

  @Override
  public PowerModel model() {
    return model;
  }
}
