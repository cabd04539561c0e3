package org.arkwright.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.KeyCommand;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.Refusal;
import org.arkwright.model.access.ApiKey;
import org.arkwright.model.id.ApiKeyId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.site.EnergySeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** API keys, and the series of prices, which the state only keeps. */
final class KeyRulesTest {
  private final KernelScenario scenario = new KernelScenario();

  @AfterEach
  void replays() {
    scenario.replays();
  }

  @Test
  void key_isDatedAndSignedByTheKernel_andGoneOnceRevoked() {
    create(1, "digest-1", ProjectName.DEFAULT);
    ApiKey kept = scenario.state.keys().find(id(1)).orElseThrow();
    assertThat(kept.by()).isEqualTo("ada");
    assertThat(kept.createdAtNanos()).isEqualTo(scenario.now);
    assertThat(scenario.events(new KeyCommand.RevokeKey(id(1))))
        .containsExactly(new KeyEvent.KeyRevoked(id(1), "ada", scenario.now));
    assertThat(scenario.state.keys().all()).isEmpty();
    assertThat(scenario.refusal(new KeyCommand.RevokeKey(id(1))).code())
        .isEqualTo(Refusal.Code.NOT_FOUND);
  }

  @Test
  void keyWithTheIdOrTheSecretOfAnother_isRefused() {
    create(1, "digest-1", ProjectName.DEFAULT);
    assertThat(refused(1, "digest-2").code()).isEqualTo(Refusal.Code.CONFLICT);
    assertThat(refused(2, "digest-1").code()).isEqualTo(Refusal.Code.CONFLICT);
    assertThat(create(2, "digest-2", ProjectName.DEFAULT)).hasSize(1);
  }

  @Test
  void aThousandKeysOfAProject_areEnough_andAnotherProjectHasItsOwn() {
    for (int i = 0; i < 1000; i++) {
      create(i, "digest-" + i, ProjectName.DEFAULT);
    }
    assertThat(refused(1000, "digest-1000").expected()).isEqualTo("at most 1000");
    assertThat(create(1000, "digest-1000", new ProjectName("other"))).hasSize(1);
    scenario.events(new KeyCommand.RevokeKey(id(7)));
    assertThat(create(1001, "digest-1001", ProjectName.DEFAULT)).hasSize(1);
  }

  @Test
  void energySeries_isKeptByKind_andAnotherTakesItsPlace() {
    EnergySeries first = series(1L);
    EnergySeries second = series(2L);
    scenario.events(new Command.SetEnergySeries(first));
    assertThat(scenario.state.energySeries(EnergySeries.Kind.TARIFF)).contains(first);
    assertThat(scenario.state.energySeries(EnergySeries.Kind.CARBON)).isEmpty();
    scenario.events(new Command.SetEnergySeries(second));
    assertThat(scenario.state.energySeries(EnergySeries.Kind.TARIFF)).contains(second);
  }

  private static EnergySeries series(long price) {
    return new EnergySeries(EnergySeries.Kind.TARIFF, 0, 3_600_000_000_000L, List.of(price));
  }

  private List<Event> create(int number, String digest, ProjectName project) {
    return scenario.events(new KeyCommand.CreateKey(key(number, digest, project)));
  }

  private Refusal refused(int number, String digest) {
    return scenario.refusal(new KeyCommand.CreateKey(key(number, digest, ProjectName.DEFAULT)));
  }

  private static ApiKey key(int number, String digest, ProjectName project) {
    return new ApiKey(
        id(number), project, "name", digest, Optional.empty(), Optional.empty(), "", 0);
  }

  private static ApiKeyId id(int number) {
    return new ApiKeyId("key-" + number);
  }
}
