package org.arkwright.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.dispatch.Inventory;
import org.arkwright.dispatch.ProvidedSite;
import org.arkwright.dispatch.WorkerProvider;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.WorkerId;
import org.junit.jupiter.api.Test;

final class JoinedHostsTest {
  private static final WorkerId OWN = new WorkerId("home", "server");
  private static final WorkerId JOINED = new WorkerId("home", "gpu-1");

  private final List<WorkerId> killed = new ArrayList<>();

  @Test
  void silentHost_isFencedByItsLease_andNobodyElseIsKilledForIt() {
    JoinedHosts hosts = new JoinedHosts(new Killing(), OWN);

    assertThat(hosts.fence(JOINED)).isEqualTo(WorkerProvider.Fence.AFTER_LEASE);
    assertThat(killed).isEmpty();
    assertThat(hosts.fence(OWN)).isEqualTo(WorkerProvider.Fence.DEAD);
    assertThat(killed).containsExactly(OWN);
  }

  @Test
  void hostOfASiteOfItsOwn_isFencedByItsLease() {
    HostSite cloud = new HostSite("cloud");

    assertThat(cloud.fence(new WorkerId("cloud", "gpu-1")))
        .isEqualTo(WorkerProvider.Fence.AFTER_LEASE);
    assertThat(cloud.profile().site()).isEqualTo("cloud");
    assertThat(cloud.profile().placer()).isEqualTo(ProvidedSite.Placer.CONTROL_PLANE);
  }

  /** Kills its one worker, whichever is named. */
  private final class Killing implements WorkerProvider {
    @Override
    public ProvidedSite profile() {
      return new ProvidedSite(
          "home", ProvidedSite.Workers.PER_NODE, ProvidedSite.Placer.CONTROL_PLANE, "fabric");
    }

    @Override
    public void start(Inventory nodes) {}

    @Override
    public void request(AttemptId attempt, Launch launch) {}

    @Override
    public void release(AttemptId attempt) {}

    @Override
    public Fence fence(WorkerId worker) {
      killed.add(worker);
      return Fence.DEAD;
    }

    @Override
    public void close() {}
  }
}
