package org.arkwright.experiments.waitawhile;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A job of the paper's Scenario II, the year of a machine learning project.
 *
 * @param start slot of its submission
 * @param length number of slots it needs
 */
record ProjectJob(int start, int length) {
  private static final int JOBS = 3387;
  private static final LocalTime MORNING = LocalTime.of(9, 0);
  private static final LocalTime EVENING = LocalTime.of(17, 0);

  /** The time by which the result is needed. */
  enum Deadline {
    /** The time at which it would be ready without waiting. */
    AT_ONCE("no waiting"),
    NEXT_WORKDAY("next workday"),
    /** The next Monday or Thursday morning. */
    SEMI_WEEKLY("semi-weekly");

    private final String label;

    Deadline(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }

    /** Returns the deadline of a job that would be ready at the given time without waiting. */
    LocalDateTime after(LocalDateTime ready) {
      return switch (this) {
        case AT_ONCE -> ready;
        case NEXT_WORKDAY -> nextWorkday(ready);
        case SEMI_WEEKLY -> semiWeekly(ready);
      };
    }

    private static LocalDateTime nextWorkday(LocalDateTime ready) {
      if (ready.getDayOfWeek() == DayOfWeek.SATURDAY) {
        return ready.toLocalDate().plusDays(2).atTime(MORNING);
      }
      if (ready.getDayOfWeek() == DayOfWeek.SUNDAY || ready.toLocalTime().isAfter(EVENING)) {
        return ready.toLocalDate().plusDays(1).atTime(MORNING);
      }
      LocalDateTime morning = ready.toLocalDate().atTime(MORNING);
      return ready.isBefore(morning) ? morning : ready;
    }

    private static LocalDateTime semiWeekly(LocalDateTime ready) {
      LocalDateTime morning = ready.toLocalDate().atTime(MORNING);
      while (morning.isBefore(ready)
          || (morning.getDayOfWeek() != DayOfWeek.MONDAY
              && morning.getDayOfWeek() != DayOfWeek.THURSDAY)) {
        morning = morning.plusDays(1);
      }
      return morning;
    }
  }

  /** Returns the paper's jobs, drawn as in its notebook. */
  static List<ProjectJob> all() {
    List<LocalDate> workdays =
        CarbonGrid.BEGINS
            .toLocalDate()
            .datesUntil(LocalDate.of(2021, 1, 1))
            .filter(day -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0)
            .toList();
    NumpyRandom random = new NumpyRandom(0);
    int[] jobsADay = random.multinomial(JOBS, workdays.size());
    List<Integer> starts = new ArrayList<>();
    for (int day = 0; day < workdays.size(); day++) {
      int morning = slot(workdays.get(day).atTime(MORNING));
      int[] halfHours = new int[jobsADay[day]];
      Arrays.setAll(halfHours, _ -> random.below(16));
      Arrays.sort(halfHours);
      Arrays.stream(halfHours).forEach(halfHour -> starts.add(morning + halfHour));
    }
    return starts.stream().map(start -> new ProjectJob(start, 8 + random.below(172))).toList();
  }

  /** Returns the end of the usable slots, one too many as in the paper's program. */
  int end(Deadline deadline, int slots) {
    LocalDateTime ready =
        CarbonGrid.BEGINS.plusMinutes((long) (start + length) * CarbonGrid.SLOT_MINUTES);
    return Math.min(slot(deadline.after(ready)) + 1, slots);
  }

  private static int slot(LocalDateTime time) {
    return (int) (Duration.between(CarbonGrid.BEGINS, time).toMinutes() / CarbonGrid.SLOT_MINUTES);
  }
}
