package org.arkwright.twin.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as spreadsheets and people write them: read, or refused by what is wrong and where. */
class TwinInputsTest {
  private static final String TRACE = "submit,duration,devices,user\n0,100,1,ada\n1.5,10,0.5,bo\n";

  @TempDir Path folder;

  private TwinRunner twin = new TwinRunner(Path.of(""));

  @BeforeEach
  void writeFleet() throws IOException {
    twin =
        new TwinRunner(folder)
            .write("fleet.yaml", "nodes: [{name: n, devices: {kind: h100, count: 2}}]\n")
            .write("t.csv", TRACE);
  }

  @Test
  void trace_inAnyDialectOfASpreadsheet_isTheSame() throws IOException {
    String digest = twin.replayed().path("digest").asText();
    String quoted = "\"" + TRACE.strip().replace(",", "\",\"").replace("\n", "\"\n\"") + "\"\n";
    for (String text :
        List.of(
            TRACE.replace(',', ';'),
            TRACE.replace(',', '\t'),
            TRACE.replace("\n", "\r\n"),
            TRACE.replace("submit,duration", "\"Submit\",\" duration \""),
            quoted,
            quoted.replace(',', ';').replace("\n", "\r\n"),
            TRACE.replace("\n", ",,\n") + ",,,,,\n")) {
      for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)) {
        Files.write(folder.resolve("t.csv"), ("\uFEFF" + text).getBytes(charset));
        assertThat(twin.replayed().path("digest").asText()).as(text).isEqualTo(digest);
      }
    }
  }

  @Test
  void trace_thatCannotBeRead_isRefusedByLineColumnAndCharacter() throws IOException {
    refused("", "t.csv: it is empty, expected a header such as submit,duration,devices");
    refused("\n\n", "it is empty");
    refused(
        "submit,duration,devices,Submit\n0,1,1,0\n",
        "t.csv:1: column 'submit' appears twice, as column 1 and as column 4");
    refused(
        "submit;duration;devices\n0;1;0,5\n",
        "t.csv:2: column devices is '0,5'",
        "write decimals with a point: 0.5");
    refused(
        "submit,duration,devices\n0,\"1,000\",1\n",
        "column duration is '1,000'",
        "thousands without a separator: 1000, decimals with a point: 1.000");
    refused("submit,duration,devices\n0,1,\"1\"x\n", "t.csv:2: column 3", "'x'", "closing quote");
    refused("submit,duration,devices\n0,\"1,1\n", "t.csv:2: column 2");
    refused("submit,duration,devices\n0,1,1,ada\n", "t.csv:2: 4 cells, expected 3");
    refused("submit,duration\n0,1\n", "t.csv:1: the header 'submit,duration'", "lacks devices");
  }

  @Test
  void trace_withWordsInCapitals_isTheSame() throws IOException {
    String header = "submit,duration,devices,preemptible,interruptible\n";
    twin.write("t.csv", header + "0,100,1,true,false\n5,100,1,false,true\n");
    String digest = twin.replayed().path("digest").asText();
    twin.write("t.csv", header + "0,100,1,TRUE,FALSE\n5,100,1,False,True\n");

    assertThat(twin.replayed().path("digest").asText()).isEqualTo(digest);
    refused(header + "0,1,1,WAHR,FALSE\n", "t.csv:2: column preemptible is 'WAHR', expected true");
  }

  @Test
  void trace_ofABrokenArchive_isRefusedAsOne() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(TRACE.getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = packed.toByteArray();
    for (int length : new int[] {3, whole.length / 2, whole.length - 1}) {
      Files.write(folder.resolve("t.csv"), Arrays.copyOf(whole, length));
      assertThat(twin.replay()).isEqualTo(TwinMain.USAGE);
      assertThat(twin.error()).contains("t.csv: it is compressed, and damaged or cut short");
    }
    Files.write(folder.resolve("t.csv"), whole);
    assertThat(twin.replay()).isZero();
  }

  @Test
  void devices_thatWouldBeRoundedAway_areRefused() throws IOException {
    refused("submit,duration,devices\n0,1,0.0004\n", "t.csv:2: column devices is '0.0004'");
    refused("submit,duration,devices\n0,1,2.0004\n", "t.csv:2: column devices is '2.0004'");
  }

  @Test
  void options_beyondWhatTimesCanHold_areRefused() {
    for (String option : List.of("--checkpoint", "--restart")) {
      assertThat(twin.replay(option, "999999d")).isEqualTo(TwinMain.USAGE);
      assertThat(twin.error()).contains(option + " is '999999d', expected a duration");
    }
    for (String fleet : List.of("/", "", ".")) {
      assertThat(twin.code("replay", twin.file("t.csv"), "--fleet", fleet))
          .isEqualTo(TwinMain.USAGE);
    }
  }

  @Test
  void fleet_withTwoNodesOfOneName_isRefused() throws IOException {
    twin.write(
        "f.csv", "sn,cpu_milli,memory_mib,gpu,model\na,1000,1000,8,V100\na,1000,1000,8,V100\n");
    assertThat(twin.replay("--fleet", twin.file("f.csv"))).isEqualTo(TwinMain.USAGE);
    assertThat(twin.error()).contains("f.csv:3: column sn is 'a'", "a name that no other row has");

    twin.write("f.csv", "\"vc\";\"node num\"\r\nx;1\r\nx;2\r\n");
    assertThat(twin.replay("--fleet", twin.file("f.csv"))).isEqualTo(TwinMain.USAGE);
    assertThat(twin.error()).contains("f.csv:3: column vc is 'x'");

    twin.write("f.csv", "vc,node num\nphysics- ,7\n");
    assertThat(twin.replay("--fleet", twin.file("f.csv"))).isEqualTo(TwinMain.USAGE);
    assertThat(twin.error()).contains("f.csv:2: column vc is 'physics-'", "ending with a letter");
  }

  @Test
  void site_thatIsNotDescribed_isRefused() throws IOException {
    twin.write("fleet.yaml", "nodes: [{name: n, site: clod, devices: {kind: h100, count: 2}}]\n");
    assertThat(twin.replay()).isEqualTo(TwinMain.USAGE);
    assertThat(twin.error()).contains("node n: there is no site 'clod'", "known are home");

    twin.write("site.yaml", "waitCost: 1\nsites: {cloud: {prices: {deviceHour: {h100: 6}}}}\n");
    assertThat(twin.replay("--site", twin.file("site.yaml"))).isEqualTo(TwinMain.USAGE);
    assertThat(twin.error()).contains("did you mean 'cloud'?");
  }

  @Test
  void html_thatCannotBeWritten_isRefusedBeforeTheRun() {
    for (String page : List.of("none/page.html", ".")) {
      assertThat(twin.replay("--html", twin.file(page))).isEqualTo(TwinMain.USAGE);
      assertThat(twin.error()).contains("--html is '").doesNotContain("events in");
    }
  }

  @Test
  void minus_readsTheTraceFromStandardInput() throws IOException {
    String digest = twin.replayed().path("digest").asText();
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(TRACE.getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(twin.code("replay", "-", "--fleet", twin.file("fleet.yaml"), "--output", "json"))
          .isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(twin.output()).contains("Replay of standard input", digest);
  }

  private void refused(String trace, String... parts) throws IOException {
    twin.write("t.csv", trace);
    assertThat(twin.replay()).isEqualTo(TwinMain.USAGE);
    assertThat(twin.error()).contains(parts);
  }
}
