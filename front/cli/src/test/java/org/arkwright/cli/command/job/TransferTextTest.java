package org.arkwright.cli.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class TransferTextTest {
  @Test
  void transfers_saySizesRateAndNode() throws Exception {
    assertThat(
            TransferText.of(
                new JsonMapper()
                    .readTree(
                        """
                        [{"node": "far-1", "direction": "inputs", "doneBytes": 1288490189,
                          "totalBytes": 2147483648, "bytesPerSecond": 89128960},
                         {"node": "far-2", "direction": "outputs", "doneBytes": 0,
                          "totalBytes": 10, "bytesPerSecond": 0}]
                        """)))
        .isEqualTo(
            "fetching inputs: 1.2 GiB of 2 GiB, 85 MiB/s (far-1)\n"
                + "storing outputs: 0 B of 10 B, 0 B/s (far-2)");
    assertThat(TransferText.of(new JsonMapper().missingNode())).isEmpty();
  }
}
