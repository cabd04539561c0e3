package org.arkwright.kernel.index;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.model.job.Forecast;
import org.arkwright.model.job.JobSpec;

/**
 * How long jobs have run, in groups from the whole site down to one user's jobs of one name, and
 * what that says of the next. Forecasts come from per-group distributions, as Helios' QSSF takes
 * them (Hu et al., SC 2021, section 4.2), each group's counts smoothed with those of the wider
 * group in the manner of Witten and Bell (IEEE Transactions on Information Theory, 1991): a group
 * seen often speaks for itself, one seen once mostly for its kind. Recent runs count more: a
 * group's counts are halved when there are many.
 */
public final class RunHistory {
  /** Groups kept; the one untouched for longest goes first. */
  static final int GROUPS_MAX = 4096;

  private static final int COUNT_MAX = 400;
  private static final int ATOMS = 16;
  private static final double SMOOTHING = 6;

  private final Map<String, RunLengths> groups = new LinkedHashMap<>();

  /** A group's counts, as a plain value. */
  public record Group(String key, List<Integer> counts) {
    public Group {
      counts = List.copyOf(counts);
    }
  }

  /** Takes the run of an ended job into account. */
  public void ended(JobSpec spec, String user, long ranNanos) {
    for (String key : keys(spec, user)) {
      RunLengths lengths = groups.remove(key);
      if (lengths == null) {
        lengths = new RunLengths();
      }
      lengths.add(ranNanos, COUNT_MAX);
      groups.put(key, lengths);
    }
    while (groups.size() > GROUPS_MAX) {
      groups.remove(groups.keySet().iterator().next());
    }
  }

  /** What to expect of such a job; {@link Forecast#NONE} before the first job has ended. */
  public Forecast forecast(JobSpec spec, String user) {
    double[] expected = new double[RunLengths.BUCKETS];
    boolean known = false;
    for (String key : keys(spec, user)) {
      RunLengths lengths = groups.get(key);
      if (lengths == null) {
        break;
      }
      lengths.refine(expected, known ? SMOOTHING : 0);
      known = true;
    }
    return known ? new Forecast(RunLengths.quantiles(expected, ATOMS)) : Forecast.NONE;
  }

  /** Everything it knows, the longest untouched first. */
  public List<Group> image() {
    List<Group> image = new ArrayList<>(groups.size());
    groups.forEach((key, lengths) -> image.add(new Group(key, lengths.counts())));
    return image;
  }

  /** Makes it as it was. */
  public void restore(List<Group> image) {
    groups.clear();
    image.forEach(group -> groups.put(group.key(), RunLengths.of(group.counts())));
  }

  /** From wide to narrow. */
  private static List<String> keys(JobSpec spec, String user) {
    String size = spec.gang().ranks() + "x" + spec.gang().resources().amount().deviceThousandths();
    String project = spec.project().value();
    return List.of(
        "",
        "/" + size,
        project + "/" + size,
        project + "/" + size + "/" + user,
        project + "/" + size + "/" + user + "/" + stem(spec.name()));
  }

  /** A name without the running number that tells its bearers apart. */
  private static String stem(String name) {
    int end = name.length();
    while (end > 0 && "0123456789-._".indexOf(name.charAt(end - 1)) >= 0) {
      end--;
    }
    return name.substring(0, end);
  }
}
