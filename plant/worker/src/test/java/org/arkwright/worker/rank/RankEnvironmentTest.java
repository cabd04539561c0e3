package org.arkwright.worker.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;
import org.arkwright.protocol.Meeting;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.Test;

final class RankEnvironmentTest {
  private static final RendezvousPoint POINT = new RendezvousPoint("127.0.0.1", 1234);

  @Test
  void of_nvidiaDevices_areNamedByUuid() {
    SortedMap<String, String> env =
        env(List.of(device(0, "nvidia", "GPU-a"), device(1, "nvidia", "GPU-b")), 1);
    assertThat(env).containsEntry("CUDA_VISIBLE_DEVICES", "GPU-b");
    assertThat(env).containsEntry("ARKWRIGHT_DEVICES", "1");
    assertThat(env).containsEntry("ARKWRIGHT_DEVICE_SHARES", "1000");
  }

  @Test
  void of_amdDevices_hipNumbersOnlyTheVisible() {
    SortedMap<String, String> env =
        env(List.of(device(0, "nvidia", "GPU-a"), device(1, "amd", "x"), device(2, "amd", "y")), 2);
    assertThat(env).containsEntry("ROCR_VISIBLE_DEVICES", "1");
    assertThat(env).containsEntry("HIP_VISIBLE_DEVICES", "0");
  }

  @Test
  void of_rankWithoutDevices_seesNone() {
    assertThat(env(List.of(device(0, "nvidia", "GPU-a"))))
        .containsEntry("CUDA_VISIBLE_DEVICES", "");
  }

  @Test
  void of_workersOwnSecrets_areNotPassedOn() {
    assertThat(env(List.of())).doesNotContainKey("SECRET").containsEntry("PATH", "/bin");
  }

  @Test
  void of_rankThatIsAlone_looksLikeNoGang() {
    assertThat(env(List.of()))
        .doesNotContainKeys("RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
        .doesNotContainKeys("TORCHELASTIC_RUN_ID", "LOCAL_WORLD_SIZE", "GROUP_RANK");
  }

  @Test
  void of_usersVirtualEnvironment_isFirstInPath() {
    Order.Launch launch = Launches.launch(1, 1);
    SortedMap<String, String> users = new TreeMap<>(Map.of("VIRTUAL_ENV", "/opt/venv"));
    assertThat(env(launch, users)).containsEntry("PATH", "/opt/venv/bin:/bin");
    users.put("PATH", "/mine");
    assertThat(env(launch, users)).containsEntry("PATH", "/mine");
  }

  @Test
  void of_gangOnSeveralNodes_meetsAtThePoint_overTheInterfaceOfTheFabric() {
    SortedMap<String, String> one = gang(Meeting.ON_ONE_NODE);
    assertThat(one).containsEntry("MASTER_ADDR", "127.0.0.1").containsEntry("MASTER_PORT", "1234");
    assertThat(one).doesNotContainKeys("NCCL_SOCKET_IFNAME", "GLOO_SOCKET_IFNAME");
    assertThat(gang(new Meeting(2, NodeSpec.FABRIC, Optional.of(POINT))))
        .containsEntry("MASTER_ADDR", "127.0.0.1")
        .containsEntry("GLOO_SOCKET_IFNAME", "lo")
        .containsEntry("NCCL_SOCKET_IFNAME", "=lo");
  }

  @Test
  void of_rankOfAGang_knowsItsPlaceInIt_andItsJob() {
    Order.Launch launch = Launches.launch(7, 3);
    Order.Launch second =
        new Order.Launch(
            new AttemptId(launch.attempt().job(), 3),
            launch.spec(),
            launch.ranks().subList(1, 3),
            1,
            launch.meeting(),
            launch.startedRanks(),
            launch.inputs());
    SortedMap<String, String> env =
        new RankEnvironment(
                Launches.NODE,
                Map.of("HOME", "/home/me", "TZ", "UTC"),
                _ -> new TreeMap<>(Map.of("ARKWRIGHT_URL", "http://a:1")))
            .of(second, 1, POINT);

    assertThat(env)
        .containsEntry("RANK", "2")
        .containsEntry("ROLE_RANK", "2")
        .containsEntry("LOCAL_RANK", "1")
        .containsEntry("GROUP_RANK", "1")
        .containsEntry("WORLD_SIZE", "3")
        .containsEntry("ROLE_WORLD_SIZE", "3")
        .containsEntry("LOCAL_WORLD_SIZE", "2")
        .containsEntry("TORCHELASTIC_RUN_ID", launch.attempt().job().toString())
        .containsEntry("TORCHELASTIC_RESTART_COUNT", "2")
        .containsEntry(
            "TORCHELASTIC_MAX_RESTARTS",
            Integer.toString(launch.spec().execution().restart().maxRestarts()))
        .containsEntry("ARKWRIGHT_JOB_ID", launch.attempt().job().toString())
        .containsEntry("ARKWRIGHT_JOB_NAME", "job-7")
        .containsEntry("ARKWRIGHT_ATTEMPT", "3")
        .containsEntry("ARKWRIGHT_PROJECT", launch.spec().project().value())
        .containsEntry("ARKWRIGHT_NODE", "here")
        .containsEntry("ARKWRIGHT_URL", "http://a:1")
        .containsEntry("HOME", "/home/me")
        .containsEntry("TZ", "UTC")
        .containsEntry("LANG", "C.UTF-8")
        .containsEntry("TMPDIR", "/tmp")
        .doesNotContainKeys("USER", "SHELL");
  }

  @Test
  void of_usersVariables_takePrecedence() {
    SortedMap<String, String> users =
        new TreeMap<>(
            Map.of("HOME", "/mine", "ARKWRIGHT_NODE", "mine", "CUDA_VISIBLE_DEVICES", "9"));
    assertThat(env(Launches.launch(1, 1), users)).containsAllEntriesOf(users);
  }

  @Test
  void of_devicesOfSeveralVendors_areNumberedByEach() {
    List<Device> devices =
        List.of(
            device(0, "intel", "a"),
            device(1, "google", "b"),
            device(2, "intel", "c"),
            device(3, "huawei", "d"),
            device(4, "google", "e"));
    assertThat(env(devices, 2, 4))
        .containsEntry("ZE_AFFINITY_MASK", "1")
        .containsEntry("TPU_VISIBLE_CHIPS", "1")
        .containsEntry("ASCEND_RT_VISIBLE_DEVICES", "")
        .containsEntry("ARKWRIGHT_DEVICES", "2,4")
        .containsEntry("ARKWRIGHT_DEVICE_SHARES", "1000,1000");
  }

  private static SortedMap<String, String> gang(Meeting meeting) {
    Order.Launch launch = Launches.launch(1, 2);
    NodeSpec node =
        Launches.NODE.withAddresses(new TreeMap<>(Map.of(NodeSpec.FABRIC, "127.0.0.1")));
    return new RankEnvironment(node, Map.of("PATH", "/bin"), _ -> new TreeMap<>())
        .of(
            new Order.Launch(
                launch.attempt(),
                launch.spec(),
                launch.ranks(),
                0,
                meeting,
                launch.startedRanks(),
                launch.inputs()),
            0,
            POINT);
  }

  private static SortedMap<String, String> env(
      Order.Launch launch, SortedMap<String, String> users) {
    return new RankEnvironment(Launches.NODE, Map.of("PATH", "/bin"), _ -> new TreeMap<>())
        .of(
            new Order.Launch(
                launch.attempt(),
                launch.spec().withEnv(users),
                launch.ranks(),
                0,
                Meeting.ON_ONE_NODE,
                launch.startedRanks(),
                launch.inputs()),
            0,
            POINT);
  }

  private static Device device(int index, String vendor, String uuid) {
    return new Device(
        index,
        "kind",
        vendor,
        Bytes.ofGibibytes(1),
        Optional.of(uuid),
        Optional.empty(),
        Optional.empty());
  }

  private static SortedMap<String, String> env(List<Device> devices, int... held) {
    NodeSpec node =
        new NodeSpec(
            NodeId.atHome("here"),
            1000,
            Bytes.ofGibibytes(1),
            devices,
            TopologyPath.UNKNOWN,
            new TreeMap<>(),
            List.of());
    DeviceShare[] shares =
        Arrays.stream(held)
            .mapToObj(index -> new DeviceShare(index, Share.WHOLE))
            .toArray(DeviceShare[]::new);
    return new RankEnvironment(node, Map.of("PATH", "/bin", "SECRET", "s"), _ -> new TreeMap<>())
        .of(Launches.launch(1, 1, shares), 0, POINT);
  }
}
