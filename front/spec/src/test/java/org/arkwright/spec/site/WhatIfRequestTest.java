package org.arkwright.spec.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.spec.Reading;
import org.arkwright.spec.site.WhatIfRequest.SentFile;
import org.junit.jupiter.api.Test;

class WhatIfRequestTest {
  @Test
  void request_ofEveryField_isRead() {
    WhatIfRequest request =
        read(
            "{policies: [fifo, 'forecast:pack=2'], quotas: [vision=16], arrivals: [1.5],"
                + " powerCaps: [20], by: [user], restart: 30s, together: true, format: text,"
                + " page: true, fleets: [{name: f.yaml, text: 'nodes: []'}],"
                + " sites: [{name: s.yaml, text: '', series: {../p.csv: 'at,price'}}]}");
    assertThat(request.changes().get("--policy")).containsExactly("fifo", "forecast:pack=2");
    assertThat(request.changes().get("--arrivals")).containsExactly("1.5");
    assertThat(request.changes().get("--restart")).containsExactly("30s");
    assertThat(request.files())
        .containsExactly(
            new SentFile("--fleet", "f.yaml", "nodes: []", new TreeMap<>()),
            new SentFile("--site", "s.yaml", "", new TreeMap<>(Map.of("../p.csv", "at,price"))));
    assertThat(request.together() && request.text() && request.page()).isTrue();
  }

  @Test
  void request_thatCannotBe_isRefusedByField() {
    refused("{policys: [fifo]}", "unknown field 'policys'");
    refused("{policies: fifo}", "policies", "a list of texts");
    refused("{policies: [[fifo]]}", "policies[0]");
    refused("{fleets: ['nodes: []']}", "fleets[0]", "a mapping of name, text, series");
    refused("{fleets: [{text: x}]}", "fleets[0].name is missing");
    refused("{fleets: [{name: x}]}", "fleets[0].text is missing");
    for (String name : List.of("../x", "/etc/passwd", ".x", "a b", "-x", "''")) {
      refused("{sites: [{name: " + name + ", text: x}]}", "sites[0].name");
    }
    refused("{format: yaml}", "json or text");
    refused("{when: soon}", "when", "a job's id");
    refused("{when: 0000000000000, policies: [fifo]}", "leave it out");
  }

  private static WhatIfRequest read(String document) {
    return ((Reading.Read<WhatIfRequest>) WhatIfRequest.read(document.getBytes(UTF_8))).value();
  }

  private static void refused(String document, String... parts) {
    assertThat(WhatIfRequest.read(document.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            Reading.Rejected.class,
            rejected -> assertThat(rejected.problems().toString()).contains(parts));
  }
}
