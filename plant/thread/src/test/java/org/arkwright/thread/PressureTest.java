package org.arkwright.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** That the pressure finds what it is for, and says where. */
final class PressureTest {
  /** A counter that loses counts where two threads meet. */
  private static final class Torn implements Pressure.Round {
    private volatile int count;

    @Override
    public List<Pressure.Actor> actors() {
      return Collections.nCopies(
          3,
          own -> {
            for (int i = 0; i < 20; i++) {
              int before = count;
              own.rest();
              count = before + 1;
            }
          });
    }

    @Override
    public void check() {
      assertThat(count).isEqualTo(60);
    }
  }

  @Test
  void counterThatLosesCounts_isFound_withItsSeedAndRound() {
    assertThatThrownBy(() -> Pressure.run(7, 1_000, _ -> new Torn()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed 7, round ");
  }

  @Test
  void actorThatThrows_endsTheRun() {
    Pressure.Round round =
        new Pressure.Round() {
          @Override
          public List<Pressure.Actor> actors() {
            return List.of(_ -> {
              throw new IllegalStateException("planted");
            });
          }

          @Override
          public void check() {}
        };
    assertThatThrownBy(() -> Pressure.run(1, 2, _ -> round))
        .hasMessageContaining("seed 1, round 0")
        .hasStackTraceContaining("planted");
  }

  @Test
  void seed_makesTheSameRounds() {
    List<Integer> first = chosen(3);
    assertThat(chosen(3)).isEqualTo(first);
    assertThat(chosen(4)).isNotEqualTo(first);
  }

  private static List<Integer> chosen(long seed) {
    AtomicInteger sum = new AtomicInteger();
    List<Integer> chosen = new ArrayList<>();
    Pressure.run(
        seed,
        5,
        (SplittableRandom random) -> {
          chosen.add(random.nextInt(1_000));
          return new Pressure.Round() {
            @Override
            public List<Pressure.Actor> actors() {
              return List.of(own -> sum.addAndGet(own.choose(1_000)));
            }

            @Override
            public void check() {}
          };
        });
    chosen.add(sum.get());
    return chosen;
  }
}
