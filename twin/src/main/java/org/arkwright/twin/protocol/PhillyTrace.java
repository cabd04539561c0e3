package org.arkwright.twin.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.arkwright.model.Bytes;
import org.arkwright.model.DeviceRequest;
import org.arkwright.model.Forecast;
import org.arkwright.model.Isolation;
import org.arkwright.model.Job;
import org.arkwright.model.JobId;
import org.arkwright.model.JobSpec;
import org.arkwright.model.JobState;
import org.arkwright.model.ProjectName;
import org.arkwright.model.RankResources;
import org.arkwright.model.RestartPolicy;
import org.arkwright.model.Share;
import org.arkwright.model.Topology;
import org.arkwright.model.Work;

/** The jobs of October and November 2017 in philly.csv, as the protocol takes them. */
final class PhillyTrace {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final LocalDateTime FIRST = LocalDateTime.of(2017, 10, 1, 0, 0);
  private static final LocalDateTime END = LocalDateTime.of(2017, 12, 1, 0, 0);

  private PhillyTrace() {}

  /** A job and how long it runs, which only the simulator knows. */
  record Entry(Job job, long runNanos) {}

  /** By virtual cluster, in order of submission. */
  static SortedMap<String, List<Entry>> read(Path gzipped) throws IOException {
    TreeMap<String, List<Entry>> clusters = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(gzipped)), StandardCharsets.UTF_8))) {
      lines.readLine();
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split(",", -1);
        if (fields[0].isEmpty()) {
          continue; // never submitted, by the file
        }
        LocalDateTime submitted = LocalDateTime.parse(fields[0], TIME);
        if (!submitted.isBefore(FIRST) && submitted.isBefore(END)) {
          long run = Math.round(Double.parseDouble(fields[1])) * 1_000_000_000L;
          long at = submitted.toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
          Job job = job(++number, at, Integer.parseInt(fields[2]), fields[4], run);
          clusters.computeIfAbsent(fields[4], _ -> new ArrayList<>()).add(new Entry(job, run));
        }
      }
    }
    Comparator<Entry> bySubmission =
        Comparator.comparingLong(entry -> entry.job().submittedAtNanos());
    clusters.values().forEach(entries -> entries.sort(bySubmission));
    return clusters;
  }

  private static Job job(long number, long atNanos, int devices, String cluster, long runNanos) {
    RankResources rank =
        new RankResources(
            0,
            Bytes.ZERO,
            Optional.of(new DeviceRequest(Optional.empty(), Bytes.ZERO, devices, Share.WHOLE)));
    JobSpec spec =
        new JobSpec(
            "job-" + number,
            new ProjectName("vc-" + cluster),
            0,
            1,
            rank,
            Topology.ANY,
            new Work.Command(List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            Optional.empty(),
            new RestartPolicy(0, Duration.ZERO),
            JobSpec.GRACE_DEFAULT,
            new TreeMap<>(),
            Optional.of(Duration.ofNanos(runNanos)),
            Optional.empty(),
            true,
            Isolation.PROCESS,
            Optional.empty(),
            Optional.empty());
    JobState queued = new JobState.Queued(atNanos, atNanos, Optional.empty());
    return new Job(new JobId(number), spec, "", atNanos, queued, 0, 0, 0, Forecast.NONE);
  }
}
