package org.arkwright.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.arkwright.protocol.TerminalFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Terminals in running ranks, from the command and from the API to the node and back. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShellTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Path home;
  private TestHome site;
  private RetryingClient client;

  @BeforeEach
  void start() {
    home = folder.resolve("home");
    site = TestHome.start(home);
    client = new RetryingClient(site);
    site.awaitReady();
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void run(String name, String more) {
    var _ =
        client.submit(
            "{\"name\":\"%s\",\"command\":[\"sleep\",\"600\"],\"env\":{\"SAID\":\"of the job\"}%s}"
                .formatted(name, more),
            name);
    TestHome.await(
        name + " runs",
        LONG,
        () -> client.json("/api/v1/jobs/" + name).path("state").asText().equals("Running"));
  }

  /** What a command printed, and its exit status. */
  private record Ended(int status, String output) {}

  /** Runs a command of the terminal, as a script would: its input is given, or empty. */
  private Ended arkwright(String input, String... arguments) throws Exception {
    List<String> command = TestHome.java("org.arkwright.cli.Main", "--home", home.toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), output.replace("\r", ""));
  }

  private HttpResponse<byte[]> open(String job, String query, String... command) throws Exception {
    StringBuilder path = new StringBuilder("/api/v1/jobs/" + job + "/terminals?" + query);
    for (String word : command) {
      path.append("&command=").append(URLEncoder.encode(word, UTF_8));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(site.address().orElseThrow() + path))
            .header("Authorization", "Bearer " + site.token())
            .POST(HttpRequest.BodyPublishers.noBody())
            .timeout(LONG)
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static Ended frames(byte[] body) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
    StringBuilder output = new StringBuilder();
    int status = -1;
    for (Optional<TerminalFrame> frame = TerminalFrame.read(in);
        frame.isPresent();
        frame = TerminalFrame.read(in)) {
      switch (frame.get()) {
        case TerminalFrame.Bytes(byte[] bytes) -> output.append(new String(bytes, UTF_8));
        case TerminalFrame.Exit(int code) -> status = code;
        case TerminalFrame.Resize _ -> throw new AssertionError("a node does not resize");
      }
    }
    return new Ended(status, output.toString().replace("\r", ""));
  }

  @Test
  void command_runsAmongTheRanksProcesses_withItsVariablesFolderAndLimits() throws Exception {
    run("inside", ",\"resources\":{\"cpus\":1,\"memory\":\"64Mi\"}");

    Ended ended =
        frames(
            open(
                    "inside",
                    "rows=31&columns=97&type=xterm",
                    "sh",
                    "-c",
                    "echo $SAID; echo $TERM; stty size; pwd; cat /proc/self/cgroup; exit 5")
                .body());

    assertThat(ended.status()).isEqualTo(5);
    assertThat(ended.output())
        .startsWith("of the job\nxterm\n31 97\n")
        .contains(home.resolve("work").toString());
    String attempt = client.json("/api/v1/jobs/inside").path("id").asText() + ".1-0";
    boolean limited = client.json("/api/v1/nodes").toString().contains("\"mechanism\":\"cgroup");
    assertThat(ended.output().contains(attempt)).isEqualTo(limited);
  }

  @Test
  void shellCommand_takesWhatIsPiped_andEndsWithTheStatus() throws Exception {
    run("piped", "");

    Ended ended = arkwright("echo $SAID; exit 6\n", "shell", "piped");

    assertThat(ended.output()).contains("of the job");
    assertThat(ended.status()).isEqualTo(6);
    assertThat(arkwright("", "shell", "piped", "--", "/no/such/program").status()).isEqualTo(127);
  }

  @Test
  void sandboxedRank_isEnteredAsItsUser_andSeesNoMoreThanItsJob() throws Exception {
    TestHome.await(
        "the node is there",
        LONG,
        () -> client.json("/api/v1/nodes").toString().contains("\"sandbox\""));
    assumeTrue(
        client.json("/api/v1/nodes").toString().contains("\"mechanism\":\"bubblewrap\""),
        "skipped: this node has no sandbox");
    run("boxed", ",\"isolation\":\"sandbox\"");

    Ended ended =
        frames(
            open(
                    "boxed",
                    "rank=0",
                    "sh",
                    "-c",
                    "id -u; echo $SAID; ls %s; ps -e | wc -l; grep NoNewPrivs /proc/self/status"
                        .formatted(home))
                .body());

    String[] lines = ended.output().split("\n", -1);
    assertThat(lines[0]).isNotEqualTo("0");
    assertThat(ended.output()).contains("of the job").doesNotContain("admin.token");
    assertThat(ended.output()).contains("NoNewPrivs:\t1");
  }

  @Test
  void endOfTheJob_endsItsTerminals() throws Exception {
    run("ending", "");
    Thread ender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                TimeUnit.SECONDS.sleep(2);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              var _ = client.change("POST", "/api/v1/jobs/ending/cancel", "");
            });

    Ended ended = frames(open("ending", "rank=0", "sleep", "500").body());

    assertThat(ended.status()).isNotZero();
    ender.join();
  }

  @Test
  void whatCannotBe_isRefusedInWords() throws Exception {
    run("alone", "");

    assertThat(refusal(open("alone", "rank=4"))).contains("1 ranks", "no rank 4");
    assertThat(refusal(open("nobody", "rank=0"))).contains("there is no job 'nobody'");
    assertThat(refusal(open("alone", "rank=-1"))).contains("rank is '-1'");
    assertThat(refusal(open("alone", "type=%0A"))).contains("a terminal's type");
    var _ = client.change("POST", "/api/v1/jobs/alone/cancel", "");
    TestHome.await(
        "it has ended",
        LONG,
        () -> client.json("/api/v1/jobs/alone").path("state").asText().equals("Cancelled"));
    assertThat(refusal(open("alone", "rank=0"))).contains("the job is Cancelled");
  }

  private static String refusal(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).isBetween(400, 499);
    return new String(response.body(), UTF_8);
  }
}
