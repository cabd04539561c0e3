package org.arkwright.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.Command;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.Capability;
import org.arkwright.wire.WireException;
import org.junit.jupiter.api.Test;

/** Messages of the release before, as it wrote them, and messages with what nobody knows yet. */
final class ProtocolFormTest {
  private static final AttemptId ATTEMPT = AttemptId.parse("6h0sb8qqc0007.1").orElseThrow();

  private final ProtocolForm form = new ProtocolForm();
  private final List<String> version3 = lines();

  /** Written by the last build of version 3; never written again. */
  private static List<String> lines() {
    try (InputStream file =
        Objects.requireNonNull(
            ProtocolFormTest.class.getResourceAsStream("version-3.jsonl"), "version-3.jsonl")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void registrationOfVersion3_isRead_withWhatItsNodeCanDo() {
    SyncRequest request = read(0);
    Registration registration = request.introduction().orElseThrow();
    assertThat(request.spoken()).isEqualTo(new Versions(3, 3));
    assertThat(request.worker()).hasToString("home/vm");
    assertThat(registration.identity()).isEmpty();
    assertThat(registration.attempts()).containsExactly(ATTEMPT);
    assertThat(registration.spec().capabilities())
        .containsExactlyInAnyOrder(Capability.REATTACH, Capability.DEVICE_SHARES);
    assertThat(registration.spec().addresses()).isEmpty();
  }

  @Test
  void reportsOfVersion3_areRead() {
    assertThat(read(1).carriedOut()).isEqualTo(12);
    SyncRequest request = read(2);
    assertThat(request.observations())
        .extracting(NumberedObservation::number)
        .containsExactly(1L, 2L);
    assertThat(request.observations().getLast().observation().orElseThrow())
        .isInstanceOfSatisfying(
            Command.ReportRankEnded.class,
            end -> {
              assertThat(end.exit()).isEqualTo(new RankExit.Exited(3));
              assertThat(end.endedAgoNanos()).contains(77L);
            });
  }

  @Test
  void messagesForVersion3_areAsThatVersionWroteThem() {
    for (int line = 0; line <= 2; line++) {
      assertThat(text(form.write(read(line), 3))).isEqualTo(version3.get(line));
    }
    for (int line = 3; line <= 4; line++) {
      SyncResponse answer = form.readResponse(bytes(version3.get(line)));
      String written = text(form.write(answer, read(1)));
      // Members of an object may come in any order.
      assertThat(sorted(written)).isEqualTo(sorted(version3.get(line)));
    }
  }

  @Test
  void answerOfVersion3_isRead() {
    SyncResponse answer = form.readResponse(bytes(version3.get(3)));
    assertThat(answer.unread()).isEmpty();
    assertThat(answer.lastNumber()).isEqualTo(4);
    assertThat(answer.orders().getFirst().order())
        .isInstanceOfSatisfying(
            Order.Launch.class,
            launch -> assertThat(launch.meeting()).isEqualTo(Meeting.ON_ONE_NODE));
  }

  @Test
  void orderThatIsNotUnderstood_spoilsNoOther() {
    String odd = version3.get(3).replace("\"type\":\"Stop\"", "\"type\":\"Hibernate\"");
    SyncResponse answer = form.readResponse(bytes(odd));
    assertThat(answer.orders()).extracting(NumberedOrder::number).containsExactly(1L, 3L, 4L);
    assertThat(answer.unread())
        .singleElement()
        .satisfies(refused -> {
          assertThat(refused.number()).isEqualTo(2);
          assertThat(refused.attempt()).contains(ATTEMPT);
          assertThat(refused.why()).contains("Hibernate");
        });
  }

  @Test
  void ownMessages_writtenAndRead_areTheSame_withMembersThatNobodyKnows() {
    SyncRequest request =
        new SyncRequest(
                NodeId.atHome("vm"),
                Optional.empty(),
                "inc",
                Optional.empty(),
                3,
                List.of(
                    new NumberedObservation(
                        1, new RendezvousReady(ATTEMPT, new RendezvousPoint("10.0.0.1", 4711)))),
                0)
            .complaining(
                new Complaints(
                    List.of(new RefusedOrder(2, Optional.of(ATTEMPT), "why")),
                    Optional.of("full")));
    String written = text(form.write(request, Protocol.VERSION));
    assertThat(form.readRequest(bytes(written))).isEqualTo(request);
    assertThat(form.readRequest(bytes(written.replaceFirst("\\{", "{\"later\":[{}],"))))
        .isEqualTo(request);
    SyncResponse answer =
        SyncResponse.refusing(new ServerEpoch("h", 1, 2), "no", 5)
            .holding(
                List.of(
                    new NumberedOrder(
                        1,
                        launch(
                            new Meeting(
                                2, "fabric", Optional.of(new RendezvousPoint("10.0.0.1", 1)))))),
                List.of());
    assertThat(form.readResponse(form.write(answer, Protocol.VERSION))).isEqualTo(answer);
  }

  private Order.Launch launch(Meeting meeting) {
    Order.Launch told =
        (Order.Launch) form.readResponse(bytes(version3.get(3))).orders().getFirst().order();
    return new Order.Launch(
        ATTEMPT, told.spec(), told.ranks(), 0, meeting, new TreeSet<>(), new TreeMap<>());
  }

  @Test
  void capabilityOfALaterVersion_isPassedOver() {
    String written = text(form.write(read(0), Protocol.VERSION));
    String later = written.replace("\"capabilities\":[", "\"capabilities\":[\"TELEPATHY\",");
    assertThat(later).isNotEqualTo(written);
    assertThat(form.readRequest(bytes(later)).introduction()).isEqualTo(read(0).introduction());
  }

  @Test
  void messageOfAFarVersion_isReadAsFarAsItGoes_andOneOfOursThatIsBroken_isRefused() {
    String far =
        "{\"node\":\"home/vm\",\"versions\":{\"least\":8,\"latest\":9},\"incarnation\":\"i\","
            + "\"introduction\":{\"soul\":7},\"carriedOut\":0,\"observations\":[],\"waitMillis\":0}";
    assertThat(form.readRequest(bytes(far)).spoken()).isEqualTo(new Versions(8, 9));
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> form.readRequest(bytes(far.replace("8,", "3,").replace("9}", "4}"))))
        .withMessageContaining("introduction");
  }

  @Test
  void versions_inCommon_areTheLatestOfBoth() {
    assertThat(new Versions(3, 4).common(new Versions(4, 5))).contains(4);
    assertThat(new Versions(3, 4).common(new Versions(2, 3))).contains(3);
    assertThat(new Versions(3, 4).common(new Versions(1, 2))).isEmpty();
    assertThat(new Versions(3, 4).common(new Versions(5, 6))).isEmpty();
  }

  private SyncRequest read(int line) {
    return form.readRequest(bytes(version3.get(line)));
  }

  private static String sorted(String json) {
    return json.chars()
        .sorted()
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
