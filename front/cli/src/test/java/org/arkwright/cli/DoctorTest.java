package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DoctorTest {
  private final FakeApi api = new FakeApi();

  @BeforeEach
  void answer() {
    api.on("GET /server", 200, "{\"url\":\"http://x\",\"gateway\":\"http://y\"}");
    api.on("GET /nodes", 200, "{\"nodes\":[{\"name\":\"box\",\"state\":\"Live\"}]}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void doctor_partsAreWell_saysSo() {
    CommandShell shell = CommandShell.at(api);
    var _ = shell.run("doctor");
    assertThat(shell.out()).contains("all parts of the server are well");
  }

  @Test
  void doctor_partFailsOverAndOver_isAProblem() {
    api.health(503, "{\"status\":\"not well\",\"troubles\":[\"arkwright-feed has failed\"]}");
    CommandShell shell = CommandShell.at(api);
    assertThat(shell.run("doctor", "-o", "json")).isEqualTo(1);
    assertThat(shell.out()).contains("arkwright-feed has failed; see server.log");
  }

  @Test
  void doctor_ofAColleagueWithoutAHome_findsNoFaultInIt() {
    CommandShell shell = CommandShell.at(api).with("ARKWRIGHT_HOME", "/no/such/folder");

    assertThat(shell.run("doctor")).isZero();
    assertThat(shell.out())
        .contains("none is needed: ARKWRIGHT_URL names a server elsewhere")
        .doesNotContain("admin.token")
        .doesNotContain("has not run yet");
  }
}
