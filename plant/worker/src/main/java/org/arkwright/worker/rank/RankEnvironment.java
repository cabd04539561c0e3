package org.arkwright.worker.rank;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;

/**
 * The environment variables of a rank: a clean base, torchrun's (docs.pytorch.org, "torchrun",
 * Environment Variables), Arkwright's, those that make only its own devices visible, and the
 * user's, which take precedence.
 *
 * @param inherited the worker's own environment
 * @param access the variables with which an attempt's ranks access the control plane
 */
record RankEnvironment(
    NodeSpec node,
    Map<String, String> inherited,
    Function<Order.Launch, SortedMap<String, String>> access) {
  private static final String PATH_DEFAULT =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  SortedMap<String, String> of(Order.Launch launch, int localRank, RendezvousPoint point) {
    SortedMap<String, String> env = new TreeMap<>();
    base(env);
    RankPlacement placement = launch.ranks().get(localRank);
    int number = launch.attempt().number();
    if (launch.spec().gang().ranks() > 1) {
      gang(env, launch, localRank, point);
      network(env, launch);
    }
    env.put("ARKWRIGHT_JOB_ID", launch.attempt().job().toString());
    env.put("ARKWRIGHT_JOB_NAME", launch.spec().name());
    env.put("ARKWRIGHT_ATTEMPT", Integer.toString(number));
    env.put("ARKWRIGHT_PROJECT", launch.spec().project().value());
    env.put("ARKWRIGHT_NODE", node.id().name());
    env.putAll(access.apply(launch));
    devices(env, placement);
    env.putAll(launch.spec().execution().env());
    activate(env, launch.spec().execution().env());
    return env;
  }

  /**
   * Torchrun's variables. A rank that is alone has none of them: libraries take them for a gang,
   * wrap its model and wait for others.
   */
  private static void gang(
      SortedMap<String, String> env, Order.Launch launch, int localRank, RendezvousPoint point) {
    String rank = Integer.toString(launch.ranks().get(localRank).rank());
    String worldSize = Integer.toString(launch.spec().gang().ranks());
    env.put("RANK", rank);
    env.put("LOCAL_RANK", Integer.toString(localRank));
    env.put("WORLD_SIZE", worldSize);
    env.put("LOCAL_WORLD_SIZE", Integer.toString(launch.ranks().size()));
    env.put("GROUP_RANK", Integer.toString(launch.groupRank()));
    env.put("ROLE_RANK", rank);
    env.put("ROLE_WORLD_SIZE", worldSize);
    env.put("MASTER_ADDR", point.address());
    env.put("MASTER_PORT", Integer.toString(point.port()));
    env.put("TORCHELASTIC_RUN_ID", launch.attempt().job().toString());
    env.put("TORCHELASTIC_RESTART_COUNT", Integer.toString(launch.attempt().number() - 1));
    env.put(
        "TORCHELASTIC_MAX_RESTARTS",
        Integer.toString(launch.spec().execution().restart().maxRestarts()));
  }

  /**
   * Names the interface over which the ranks of several nodes talk: left to themselves, libraries
   * take the first that they find. NCCL takes a name for the beginning of one, unless it is told
   * otherwise.
   */
  private void network(SortedMap<String, String> env, Order.Launch launch) {
    if (launch.meeting().isAcrossNodes()) {
      MeetingPoints.networkInterface(node, launch.meeting().network())
          .ifPresent(name -> {
            env.put("NCCL_SOCKET_IFNAME", "=" + name);
            env.put("GLOO_SOCKET_IFNAME", name);
          });
    }
  }

  /** Puts the programs of the user's virtual environment first, as its activation would. */
  private static void activate(SortedMap<String, String> env, SortedMap<String, String> users) {
    String folder = users.getOrDefault("VIRTUAL_ENV", users.getOrDefault("CONDA_PREFIX", ""));
    if (folder.startsWith("/") && !users.containsKey("PATH")) {
      env.put("PATH", folder + "/bin:" + env.getOrDefault("PATH", PATH_DEFAULT));
    }
  }

  private void base(SortedMap<String, String> env) {
    env.put("PATH", inherited.getOrDefault("PATH", PATH_DEFAULT));
    env.put("HOME", inherited.getOrDefault("HOME", "/"));
    env.put("LANG", inherited.getOrDefault("LANG", "C.UTF-8"));
    env.put("TMPDIR", inherited.getOrDefault("TMPDIR", "/tmp"));
    for (String name : new String[] {"USER", "LOGNAME", "SHELL", "TZ", "ARKWRIGHT_LAUNCHER"}) {
      if (inherited.containsKey(name)) {
        env.put(name, inherited.get(name));
      }
    }
  }

  private void devices(SortedMap<String, String> env, RankPlacement placement) {
    List<DeviceShare> shares = placement.devices();
    env.put(
        "ARKWRIGHT_DEVICES",
        joined(shares.stream().map(share -> Integer.toString(share.device()))));
    env.put(
        "ARKWRIGHT_DEVICE_SHARES",
        joined(shares.stream().map(share -> Integer.toString(share.share().thousandths()))));
    node.devices().stream()
        .map(Device::vendor)
        .distinct()
        .forEach(vendor -> visibility(env, vendor, ofVendor(placement, vendor)));
  }

  private List<Device> ofVendor(RankPlacement placement, String vendor) {
    return placement.devices().stream()
        .map(share -> node.devices().get(share.device()))
        .filter(device -> device.vendor().equals(vendor))
        .toList();
  }

  private void visibility(SortedMap<String, String> env, String vendor, List<Device> devices) {
    String numbers = joined(devices.stream().map(device -> Long.toString(number(device))));
    switch (vendor) {
      case "nvidia" ->
          env.put(
              "CUDA_VISIBLE_DEVICES",
              joined(
                  devices.stream()
                      .map(device -> device.uuid().orElse(Long.toString(number(device))))));
      case "amd" -> {
        env.put("ROCR_VISIBLE_DEVICES", numbers);
        // HIP numbers only the devices that ROCR leaves visible.
        env.put(
            "HIP_VISIBLE_DEVICES",
            joined(IntStream.range(0, devices.size()).mapToObj(Integer::toString)));
      }
      case "intel" -> env.put("ZE_AFFINITY_MASK", numbers);
      case "google" -> env.put("TPU_VISIBLE_CHIPS", numbers);
      case "huawei" -> env.put("ASCEND_RT_VISIBLE_DEVICES", numbers);
      default -> {
        // Nothing to hide: the CPU, or a vendor whose runtime has no such variable.
      }
    }
  }

  /** Each vendor numbers its own devices of the node, in the order of their indexes. */
  private long number(Device device) {
    return node.devices().subList(0, device.index()).stream()
        .filter(other -> other.vendor().equals(device.vendor()))
        .count();
  }

  private static String joined(Stream<String> parts) {
    return parts.collect(Collectors.joining(","));
  }
}
