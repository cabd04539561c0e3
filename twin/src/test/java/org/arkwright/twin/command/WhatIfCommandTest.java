package org.arkwright.twin.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Values of what varies. */
final class WhatIfCommandTest {
  @Test
  void powerCap_isKilowattsAboveZero() throws Exception {
    assertThat(WhatIfCommand.kilowatts("4.5")).isEqualTo(new BigDecimal("4.5"));
    assertThat(WhatIfCommand.kilowatts("0.001")).isEqualTo(new BigDecimal("0.001"));
    for (String wrong : new String[] {"0", "0.0", "000", "-1", "", "1e3", "much"}) {
      assertThatThrownBy(() -> WhatIfCommand.kilowatts(wrong))
          .as("'%s'", wrong)
          .hasMessageContaining("--power-cap is '%s', expected kilowatts above 0", wrong);
    }
  }
}
