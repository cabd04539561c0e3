package org.arkwright.kernel.index;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.model.job.Forecast;
import org.arkwright.model.job.JobSpec;

/**
 * The run times of past jobs, in groups from the whole site down to one user's jobs of one name,
 * and the forecasts they give. Forecasts come from per-group distributions, as in Helios' QSSF (Hu
 * et al., SC 2021, section 4.2), each group's counts smoothed with those of the wider group in the
 * manner of Witten and Bell (IEEE Transactions on Information Theory, 1991): a large group
 * determines its own forecast, a group of one is dominated by the wider group. Recent runs weigh
 * more: a group's counts are halved once there are many.
 */
public final class RunHistory {
  /** The largest number of groups kept; the least recently updated one is evicted first. */
  static final int GROUPS_MAX = 4096;

  private static final int COUNT_MAX = 400;
  private static final int ATOMS = 16;
  private static final double SMOOTHING = 6;

  private final Map<String, RunLengths> groups = new LinkedHashMap<>();

  /**
   * The run times of one group of jobs, as a plain value.
   *
   * @param counts pairs of a bucket's index and its number of runs
   */
  public record Group(String key, List<Integer> counts) {
    public Group {
      counts = List.copyOf(counts);
    }
  }

  /** Records the run of an ended job. */
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

  /** The forecast for a job; {@link Forecast#NONE} before the first job has ended. */
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

  /** The whole history, least recently updated group first. */
  public List<Group> image() {
    List<Group> image = new ArrayList<>(groups.size());
    groups.forEach((key, lengths) -> image.add(new Group(key, lengths.counts())));
    return image;
  }

  /** Restores the history. */
  public void restore(List<Group> image) {
    groups.clear();
    image.forEach(group -> groups.put(group.key(), RunLengths.of(group.counts())));
  }

  /** The keys of the job's groups, from the widest to the narrowest. */
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

  /** A name without its trailing number. */
  private static String stem(String name) {
    int end = name.length();
    while (end > 0 && "0123456789-._".indexOf(name.charAt(end - 1)) >= 0) {
      end--;
    }
    return name.substring(0, end);
  }
}
