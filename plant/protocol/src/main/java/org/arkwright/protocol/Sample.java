package org.arkwright.protocol;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.AttemptId;

/**
 * What a node, its ranks and its devices used at one time. It is for people who look and for what
 * advises them; bills do not know it. What could not be measured is absent, never zero.
 *
 * @param atMillis when it was measured, by the node's clock, in milliseconds since 1970
 * @param node what the whole node used
 * @param ranks its running ranks
 * @param devices those of its devices that can be measured, whoever uses them
 */
public record Sample(
    long atMillis, Optional<NodeUse> node, List<RankUse> ranks, List<DeviceUse> devices) {
  public Sample {
    ranks = List.copyOf(ranks);
    devices = List.copyOf(devices);
  }

  /**
   * The use of a node, by whatever runs on it. Rates are averages since the sample before.
   *
   * @param cpuMillis thousandths of a core
   * @param memoryBytes memory that could not be given to a new process
   * @param receivedBytes bytes a second from other machines
   * @param sentBytes bytes a second to them
   */
  public record NodeUse(
      Optional<Long> cpuMillis,
      Optional<Long> memoryBytes,
      Optional<Long> receivedBytes,
      Optional<Long> sentBytes) {}

  /**
   * The use of one rank. Rates are averages since the sample before.
   *
   * @param cpuMillis thousandths of a core
   * @param memoryBytes resident memory of its processes; pages that they share count in each
   * @param anonymousBytes the part of it that is of no file, so that only an end gives it back
   * @param readBytes bytes a second that it had read from disks
   * @param writtenBytes bytes a second that it had written to disks
   * @param processes how many of its processes there are
   */
  public record RankUse(
      AttemptId attempt,
      int rank,
      Optional<Long> cpuMillis,
      long memoryBytes,
      Optional<Long> anonymousBytes,
      Optional<Long> readBytes,
      Optional<Long> writtenBytes,
      int processes) {}

  /**
   * What a device does, each empty where its driver does not tell.
   *
   * @param device its index on the node
   * @param busyPercent the share of time in which something ran on it, lately
   * @param memoryBytes how much of its memory is taken
   * @param celsius the temperature of its chip
   * @param milliwatts the power that it draws
   */
  public record DeviceUse(
      int device,
      Optional<Integer> busyPercent,
      Optional<Long> memoryBytes,
      Optional<Integer> celsius,
      Optional<Long> milliwatts) {}
}
