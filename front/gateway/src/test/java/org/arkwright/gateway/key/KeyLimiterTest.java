package org.arkwright.gateway.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.arkwright.gateway.key.KeyLimiter.LimitStatus;
import org.arkwright.gateway.key.KeyLimiter.Verdict;
import org.arkwright.model.id.ProjectName;
import org.arkwright.thread.Pressure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key may still do, to the nanosecond. */
final class KeyLimiterTest {
  private static final long SECOND = 1_000_000_000L;
  private static final OptionalLong NO = OptionalLong.empty();

  private final KeyLimiter limiter = new KeyLimiter();
  private long now = -5 * SECOND; // The clock has no meaningful zero.

  private static AdmittedKey key(OptionalLong requests, OptionalLong tokens) {
    return new AdmittedKey("k", ProjectName.DEFAULT, "d", new KeyLimits(requests, tokens));
  }

  private static AdmittedKey requests(long max) {
    return key(OptionalLong.of(max), NO);
  }

  private static AdmittedKey tokens(long max) {
    return key(NO, OptionalLong.of(max));
  }

  private Verdict admit(AdmittedKey key) {
    return limiter.admit(key, now);
  }

  @Test
  void keyWithoutLimits_isAlwaysAdmitted_andToldNone() {
    AdmittedKey free = key(NO, NO);
    limiter.used(free, 1_000_000, now);
    assertThat(admit(free)).isEqualTo(new Verdict(0, Optional.empty(), Optional.empty(), ""));
  }

  @Test
  void requests_beginWithAMinutesWorth_andComeBackOneByOne() {
    AdmittedKey two = requests(2);
    assertThat(admit(two).requests()).contains(new LimitStatus(2, 1, 30 * SECOND));
    assertThat(admit(two).requests()).contains(new LimitStatus(2, 0, 60 * SECOND));
    Verdict third = admit(two);
    assertThat(third.admitted()).isFalse();
    assertThat(third.retryNanos()).isEqualTo(30 * SECOND);
    assertThat(third.exceeded()).isEqualTo("requests");
    assertThat(third.tokens()).isEmpty();
    now += 30 * SECOND - 1;
    assertThat(admit(two).admitted()).isFalse();
    now += 1;
    assertThat(admit(two).admitted()).isTrue();
    assertThat(admit(two).retryNanos()).isEqualTo(30 * SECOND);
  }

  @Test
  void refusal_takesNothing() {
    AdmittedKey one = requests(1);
    assertThat(admit(one).admitted()).isTrue();
    for (int i = 0; i < 5; i++) {
      now += 10 * SECOND;
      assertThat(admit(one).admitted()).isFalse();
    }
    now += 10 * SECOND;
    assertThat(admit(one).admitted()).isTrue();
  }

  @Test
  void idleKey_savesUpNoMoreThanAMinute() {
    AdmittedKey two = requests(2);
    assertThat(admit(two).admitted()).isTrue();
    now += 3_600 * SECOND;
    assertThat(admit(two).admitted()).isTrue();
    assertThat(admit(two).admitted()).isTrue();
    assertThat(admit(two).admitted()).isFalse();
  }

  @Test
  void tokens_areTakenOnceKnown_andADebtIsWaitedFor() {
    AdmittedKey hundred = tokens(100);
    assertThat(admit(hundred).tokens()).contains(new LimitStatus(100, 100, 0));
    limiter.used(hundred, 40, now);
    assertThat(admit(hundred).tokens()).contains(new LimitStatus(100, 60, 24 * SECOND));
    limiter.used(hundred, 160, now); // More than there was: 100 below zero.
    Verdict refused = admit(hundred);
    assertThat(refused.exceeded()).isEqualTo("tokens");
    assertThat(refused.requests()).isEmpty();
    assertThat(refused.tokens()).contains(new LimitStatus(100, 0, 120 * SECOND));
    assertThat(refused.retryNanos()).isBetween(60 * SECOND + SECOND / 2, 61 * SECOND);
    now += refused.retryNanos() - SECOND / 10;
    assertThat(admit(hundred).admitted()).isFalse();
    now += SECOND / 10;
    assertThat(admit(hundred).admitted()).isTrue();
  }

  @Test
  void bothLimits_theLongerWaitIsTold_withItsName() {
    AdmittedKey both = key(OptionalLong.of(2), OptionalLong.of(60));
    assertThat(admit(both).admitted()).isTrue();
    limiter.used(both, 70, now); // 11 s until a token is there, no wait for a request.
    Verdict byTokens = admit(both);
    assertThat(byTokens.exceeded()).isEqualTo("tokens");
    assertThat(byTokens.retryNanos()).isEqualTo(11 * SECOND);
    assertThat(byTokens.requests().orElseThrow().remaining()).isEqualTo(1); // None was taken.
    now += 11 * SECOND;
    assertThat(admit(both).admitted()).isTrue();
    limiter.used(both, 1, now); // 1 s for a token; a request was there 1.37 times.
    Verdict byRequests = admit(both);
    assertThat(byRequests.exceeded()).isEqualTo("requests");
    assertThat(byRequests.retryNanos()).isBetween(18 * SECOND, 19 * SECOND);
  }

  @Test
  void limitThatChanges_keepsWhatWasUsed() {
    for (int i = 0; i < 10; i++) {
      assertThat(admit(requests(10)).admitted()).isTrue();
    }
    assertThat(admit(requests(20)).admitted()).isFalse();
    now += 60 * SECOND;
    assertThat(admit(requests(5)).requests().orElseThrow().remaining()).isEqualTo(4);
  }

  @Test
  void keys_haveBucketsOfTheirOwn_whichGoWithThem() {
    AdmittedKey one = requests(1);
    AdmittedKey other =
        new AdmittedKey("o", ProjectName.DEFAULT, "e", new KeyLimits(OptionalLong.of(1), NO));
    assertThat(admit(one).admitted()).isTrue();
    assertThat(admit(other).admitted()).isTrue();
    limiter.keepOnly(KeyTable.of(List.of(one)));
    assertThat(admit(one).admitted()).isFalse();
    assertThat(admit(other).admitted()).isTrue();
  }

  @Test
  void usageOfAKeyThatIsGone_orHasNoLimitOfTokens_isNothing() {
    AdmittedKey hundred = tokens(100);
    limiter.used(hundred, 500, now);
    assertThat(admit(hundred).tokens().orElseThrow().remaining()).isEqualTo(100);
    AdmittedKey both = key(OptionalLong.of(5), OptionalLong.of(100));
    limiter.used(requests(5), 500, now);
    assertThat(admit(both).admitted()).isTrue();
  }

  /** At one moment, as if time stood still: exactly as many as there are. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void clientsOfOneKeyAtOnce_getItsLimit_noneMoreAndNoneLess(long seed) {
    Pressure.run(
        seed,
        20,
        random -> {
          KeyLimiter shared = new KeyLimiter();
          int max = 1_000 + random.nextInt(8_000);
          AdmittedKey key = key(OptionalLong.of(max), OptionalLong.of(1_000_000));
          AtomicInteger admitted = new AtomicInteger();
          Pressure.Actor client =
              own -> {
                for (int i = 0; i < 2_000; i++) {
                  if (shared.admit(key, 7).admitted()) {
                    admitted.incrementAndGet();
                    shared.used(key, 3, 7);
                  }
                  if (i % 100 == 0) {
                    own.rest();
                    shared.keepOnly(KeyTable.of(List.of(key)));
                  }
                }
              };
          return new Pressure.Round() {
            @Override
            public List<Pressure.Actor> actors() {
              return Collections.nCopies(4, client);
            }

            @Override
            public void check() {
              assertThat(admitted).hasValue(Math.min(max, 8_000));
              assertThat(shared.admit(key, 7).tokens().orElseThrow().remaining())
                  .isEqualTo(1_000_000 - 3L * admitted.get());
            }
          };
        });
  }
}
