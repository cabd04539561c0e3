package org.arkwright.spec.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.arkwright.spec.Reading;
import org.junit.jupiter.api.Test;

class ShutdownReaderTest {
  @Test
  void read_nothing_leavesJobs() {
    assertThat(read("")).isEqualTo(new Reading.Read<>(false));
    assertThat(read("{}")).isEqualTo(new Reading.Read<>(false));
  }

  @Test
  void read_stopJobs() {
    assertThat(read("{\"stopJobs\": true}")).isEqualTo(new Reading.Read<>(true));
  }

  @Test
  void read_misspelt_isRefused_soThatJobsAreNotLeftRunning() {
    assertThat(read("{\"stopjobs\": true}").toString()).contains("stopjobs").contains("stopJobs");
    assertThat(read("{\"stopJobs\": \"yes\"}")).isInstanceOf(Reading.Rejected.class);
    assertThat(read("[")).isInstanceOf(Reading.Rejected.class);
  }

  private static Reading<Boolean> read(String document) {
    return ShutdownReader.read(document.getBytes(StandardCharsets.UTF_8));
  }
}
