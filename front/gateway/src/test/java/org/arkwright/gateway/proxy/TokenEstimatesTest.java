package org.arkwright.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.usage.TokenCount;
import org.arkwright.model.id.ProjectName;
import org.junit.jupiter.api.Test;

/** What tokens are believed of requests that nobody counted. */
final class TokenEstimatesTest {
  private static final RouteName NAME = new RouteName(ProjectName.DEFAULT, "chat");
  private static final RouteName OTHER = new RouteName(ProjectName.DEFAULT, "other");

  private final TokenEstimates estimates = new TokenEstimates();

  @Test
  void modelThatShowedNothing_hasFourBytesAToken_andNoSpeed() {
    assertThat(estimates.prompt(NAME, 40)).isEqualTo(10);
    assertThat(estimates.prompt(NAME, 0)).isZero();
    assertThat(estimates.streamed(NAME, 40, 3)).isEqualTo(10);
    assertThat(estimates.streamed(NAME, 40, 30)).isEqualTo(30);
    assertThat(estimates.written(NAME, 1_000_000_000)).isZero();
  }

  @Test
  void countedRequest_teachesItsModel_alone() {
    estimates.learnPrompt(NAME, 200, new TokenCount(100, 0));
    estimates.learnAnswer(NAME, 80, 1_000, new TokenCount(0, 10));
    assertThat(estimates.prompt(NAME, 40)).isEqualTo(20);
    assertThat(estimates.streamed(NAME, 40, 1)).isEqualTo(5);
    assertThat(estimates.written(NAME, 1_000)).isEqualTo(10);
    assertThat(estimates.prompt(OTHER, 40)).isEqualTo(10);
    assertThat(estimates.written(OTHER, 1_000)).isZero();
  }

  @Test
  void laterRequests_moveTheRatio_byAFifthOfTheDifference() {
    estimates.learnPrompt(NAME, 2_000, new TokenCount(1_000, 0)); // 2 bytes a token.
    estimates.learnPrompt(NAME, 7_000, new TokenCount(1_000, 0)); // 7: now 3.
    assertThat(estimates.prompt(NAME, 300)).isEqualTo(100);
    estimates.learnAnswer(NAME, 0, 1_000, new TokenCount(0, 10)); // 100 ns a token.
    estimates.learnAnswer(NAME, 0, 6_000, new TokenCount(0, 10)); // 600: now 200.
    assertThat(estimates.written(NAME, 2_000)).isEqualTo(10);
  }

  @Test
  void ratiosAreBounded_andWhatShowsNothingIsIgnored() {
    estimates.learnPrompt(NAME, 1, new TokenCount(1_000, 0)); // A long template.
    assertThat(estimates.prompt(NAME, 40)).isEqualTo(40);
    estimates.learnPrompt(OTHER, 1_000_000, new TokenCount(1, 0));
    assertThat(estimates.prompt(OTHER, 160)).isEqualTo(10);
    estimates.learnPrompt(OTHER, 0, new TokenCount(5, 0));
    estimates.learnPrompt(OTHER, 5, TokenCount.ZERO);
    assertThat(estimates.prompt(OTHER, 160)).isEqualTo(10);
  }

  @Test
  void estimate_isNeverMoreThanACountCanBe() {
    estimates.learnAnswer(NAME, 10, 1, new TokenCount(0, 1_000));
    assertThat(estimates.written(NAME, Long.MAX_VALUE)).isEqualTo(TokenCount.MAX);
    assertThat(estimates.prompt(NAME, Long.MAX_VALUE)).isEqualTo(TokenCount.MAX);
    assertThat(estimates.streamed(NAME, 0, Long.MAX_VALUE)).isEqualTo(TokenCount.MAX);
  }

  @Test
  void prompts_areMeasuredOnceInThirtyTwo_theFirstToo() {
    for (int round = 0; round < 3; round++) {
      assertThat(estimates.wantsPrompt(NAME)).isTrue();
      for (int i = 1; i < 32; i++) {
        assertThat(estimates.wantsPrompt(NAME)).isFalse();
      }
    }
    assertThat(estimates.wantsPrompt(OTHER)).isTrue();
  }
}
