package org.arkwright.scheduler;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Device;
import org.arkwright.model.DeviceRequest;
import org.arkwright.model.Job;
import org.arkwright.model.SiteSettings;
import org.arkwright.model.SiteSettings.Watts;

/**
 * What the site draws and may draw, in milliwatts, by the watts of its settings: every node idles,
 * and what a job holds is taken to be at its peak. A gang that has not been placed is counted with
 * the hungriest device that it might get. Without an envelope it allows everything and costs
 * nothing.
 */
public final class PowerBook {
  private final ClusterView view;
  private final SiteSettings settings;
  private final Optional<BigDecimal> envelope;
  private long drawn;
  private long kept;

  private PowerBook(ClusterView view) {
    this.view = view;
    settings = view.energy().settings();
    envelope = settings.energy().flatMap(SiteSettings.Energy::envelopeKilowatts);
  }

  /** The book of a view. Looks at every node and running job where there is an envelope. */
  public static PowerBook of(ClusterView view) {
    PowerBook book = new PowerBook(view);
    if (book.envelope.isPresent()) {
      book.drawn = book.idle();
      view.running().forEach(job -> book.drawn += book.ofRunning(job));
    }
    return book;
  }

  /** The most that the site may draw; empty when nobody has said. */
  public Optional<BigDecimal> envelopeKilowatts() {
    return envelope;
  }

  /** What the site draws by this book; meaningful only with an envelope. */
  public BigDecimal drawnKilowatts() {
    return kilowatts(drawn);
  }

  /** What a gang would add to it. */
  BigDecimal wantedKilowatts(Job gang) {
    return kilowatts(ofPlanned(gang));
  }

  static BigDecimal kilowatts(long milliwatts) {
    return BigDecimal.valueOf(milliwatts, 6).stripTrailingZeros();
  }

  boolean allows(Job gang) {
    return envelope.isEmpty() || drawn + kept + ofPlanned(gang) <= limit();
  }

  /** Whether it could run on an idle site. */
  boolean couldEverAllow(Job gang) {
    return envelope.isEmpty() || idle() + ofPlanned(gang) <= limit();
  }

  void start(Job gang) {
    drawn += envelope.isEmpty() ? 0 : ofPlanned(gang);
  }

  /** Keeps what runs out for it, so that smaller gangs do not starve it. */
  void keepFor(Job gang) {
    kept += ofPlanned(gang);
  }

  /** As if the job had ended. */
  void leave(Job job) {
    drawn -= ofRunning(job);
  }

  /** As if it had not. */
  void stay(Job job) {
    drawn += ofRunning(job);
  }

  boolean over() {
    return envelope.isPresent() && drawn > limit();
  }

  /**
   * The least important of the jobs that may be stopped, until the site is under its envelope:
   * lowest priority first, then the one that loses least.
   */
  List<Job> excess(Collection<Job> running) {
    List<Job> stopped = new ArrayList<>();
    if (!over()) {
      return stopped;
    }
    List<Job> candidates =
        new ArrayList<>(running.stream().filter(job -> job.spec().preemptible()).toList());
    candidates.sort(
        Comparator.comparingInt((Job job) -> job.spec().priority())
            .thenComparing(Comparator.comparingLong(Ends::startedAtNanos).reversed())
            .thenComparing(Comparator.comparing(Job::id).reversed()));
    for (Job job : candidates) {
      if (!over()) {
        break;
      }
      if (ofRunning(job) > 0) {
        leave(job);
        stopped.add(job);
      }
    }
    return stopped;
  }

  private long limit() {
    return envelope.orElseThrow().movePointRight(6).longValue();
  }

  private long idle() {
    BigDecimal sum = BigDecimal.ZERO;
    for (NodeView node : view.nodes()) {
      sum =
          sum.add(
              settings
                  .power()
                  .cpuCore()
                  .idle()
                  .multiply(BigDecimal.valueOf(node.spec().cpuMillis(), 3)));
      for (Device device : node.spec().devices()) {
        sum = sum.add(settings.power().device(device.kind()).idle());
      }
    }
    return milliwatts(sum);
  }

  private long ofRunning(Job job) {
    long thousandths = 0;
    BigDecimal sum = BigDecimal.ZERO;
    for (var rank : job.state().liveAttempt().orElseThrow().allocation().ranks()) {
      Optional<? extends NodeView> node = view.node(rank.node());
      for (var share : rank.devices()) {
        if (node.isPresent()) {
          Device device = node.get().spec().devices().get(share.device());
          sum = sum.add(swing(device.kind(), share.share().thousandths()));
        }
      }
      thousandths += job.spec().resources().cpuMillis();
    }
    return milliwatts(sum.add(cpus(thousandths)));
  }

  private long ofPlanned(Job gang) {
    BigDecimal rank = cpus(gang.spec().resources().cpuMillis());
    BigDecimal devices =
        gang.spec().resources().devices().map(this::hungriest).orElse(BigDecimal.ZERO);
    return milliwatts(rank.add(devices).multiply(BigDecimal.valueOf(gang.spec().ranks())));
  }

  private BigDecimal hungriest(DeviceRequest request) {
    BigDecimal most = BigDecimal.ZERO;
    for (NodeView node : view.nodes()) {
      for (Device device : node.spec().devices()) {
        if (request.accepts(device)) {
          most = most.max(swing(device.kind(), request.thousandths()));
        }
      }
    }
    return most;
  }

  private BigDecimal cpus(long thousandths) {
    return range(settings.power().cpuCore()).multiply(BigDecimal.valueOf(thousandths, 3));
  }

  private BigDecimal swing(String kind, long thousandths) {
    return range(settings.power().device(kind)).multiply(BigDecimal.valueOf(thousandths, 3));
  }

  private static BigDecimal range(Watts watts) {
    return watts.peak().subtract(watts.idle());
  }

  /** At the meter: with what cooling and losses add, rounded up. */
  private long milliwatts(BigDecimal watts) {
    return watts
        .multiply(settings.pue())
        .movePointRight(3)
        .setScale(0, RoundingMode.CEILING)
        .longValue();
  }
}
