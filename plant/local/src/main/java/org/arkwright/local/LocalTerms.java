package org.arkwright.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.dispatch.LeaseTerms;
import org.arkwright.model.unit.Bytes;
import org.arkwright.ranklog.LogBound;
import org.arkwright.worker.JobTerms;

/**
 * What the owner of this machine's site gives to jobs.
 *
 * @param readable absolute folders that sandboxed jobs may read
 * @param writable absolute folders that sandboxed jobs may write
 * @param rankLog how much of each rank's output is kept; empty for the default
 * @param lease how long a worker keeps its ranks without the control plane; empty for the default
 */
public record LocalTerms(
    List<String> readable,
    List<String> writable,
    Optional<Bytes> rankLog,
    Optional<Duration> lease) {
  public LocalTerms {
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
  }

  LeaseTerms leases() {
    return lease.map(LeaseTerms.DEFAULT::with).orElse(LeaseTerms.DEFAULT);
  }

  JobTerms ofWorkers() {
    return new JobTerms(
        readable.stream().map(Path::of).toList(),
        writable.stream().map(Path::of).toList(),
        rankLog.map(LogBound::new).orElse(LogBound.DEFAULT));
  }
}
