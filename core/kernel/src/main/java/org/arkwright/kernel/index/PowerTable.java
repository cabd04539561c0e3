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

/** What the site draws, kept up to date as nodes and gangs come and go. */
public final class PowerTable implements PowerView {
  private final NodeTable nodes;
  private final PowerModel model;
  private final long envelope;
  private final Map<JobId, Long> gangs = new TreeMap<>();
  private long held;
  private long idle;

  /** Whether only nodes at home count, as others are metered elsewhere. */
  private final boolean onlyHome;

  private PowerTable(NodeTable nodes, SiteSettings site, long envelope) {
    this.nodes = nodes;
    onlyHome = site.sites().isPresent();
    this.envelope = envelope;
    model = new PowerModel(site);
    nodes.live().forEach(node -> join(node.spec()));
  }

  /** Of a site with an envelope on which that runs; empty without one. */
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

  /** The gang got its places. */
  public void hold(Job job) {
    long sum = draw(job, job.state().liveAttempt().orElseThrow().allocation());
    gangs.put(job.id(), sum);
    held += sum;
  }

  @Override
  public long draw(Job gang, Allocation place) {
    return place.ranks().stream().mapToLong(rank -> rank(gang, rank)).sum();
  }

  /** A lost node's ranks go on until they have ended. */
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

  /** A node is there that was not. */
  public void join(NodeSpec node) {
    idle += counts(node) ? model.idle(node) : 0;
  }

  /** A node is there no more. */
  public void lose(NodeSpec node) {
    idle -= counts(node) ? model.idle(node) : 0;
  }

  /** Whether what runs on that node is under the envelope. */
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
