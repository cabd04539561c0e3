package org.arkwright.gateway.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.arkwright.gateway.usage.TokenCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which counts of a server are found, and which are not believed. */
final class UsageReaderTest {
  @Test
  void counts_areFoundUnderBothNames_whereverTheyAre() {
    assertThat(read("{'id':1,'usage':{'prompt_tokens':7,'completion_tokens':3},'x':[]}").count())
        .contains(new TokenCount(7, 3));
    assertThat(read("{'choices':[{'a':{}}],'usage':{'input_tokens':7,'output_tokens':3}}").count())
        .contains(new TokenCount(7, 3));
    assertThat(read("{'a':{'usage':1},'usage':{'prompt_tokens':7}}").count())
        .as("as for an embedding")
        .contains(new TokenCount(7, 0));
    assertThat(read("{'usage':{'completion_tokens':0}}").count()).contains(TokenCount.ZERO);
    assertThat(
            read("{'usage':{'prompt_tokens_details':{'prompt_tokens':9},'prompt_tokens':7}}")
                .count())
        .contains(new TokenCount(7, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{",
        "{'usage'",
        "{'usage':null}",
        "{'usage':{}}",
        "{'usage':{'total':1}}",
        "{'usage':{'prompt_tokens':null}}",
        "{'choices':[{'usage':{'prompt_tokens':7}}]}",
        "{'choices':[",
        "not json"
      })
  void answerWithoutACount_reportsNone_andNoProblem(String json) {
    assertThat(read(json).count()).isEmpty();
    assertThat(read(json).problem()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "1.5", "'7'", "true", "{}", "[7]", "NaN", "1e9", "99999999999999999999"})
  void countThatIsNone_isAProblem_andNothingIsTold(String count) {
    UsageReport report =
        read("{'usage':{'prompt_tokens':7,'completion_tokens':%s}}".formatted(count));

    assertThat(report.count()).isEmpty();
    assertThat(report.problem().orElseThrow())
        .startsWith("completion_tokens is ")
        .contains("expected a whole number from 0 to " + TokenCount.MAX);
  }

  @Test
  void largestCount_isBelieved_andOneMoreIsNot() {
    assertThat(read("{'usage':{'prompt_tokens':%d}}".formatted(TokenCount.MAX)).count())
        .contains(new TokenCount(TokenCount.MAX, 0));
    assertThat(read("{'usage':{'prompt_tokens':%d}}".formatted(TokenCount.MAX + 1)).problem())
        .isPresent();
  }

  @Test
  void usageThatIsNoObject_isAProblem_andALongValueIsNotQuoted() {
    assertThat(read("{'usage':7}").problem()).contains("usage is no object");
    assertThat(read("{'usage':{'prompt_tokens':'%s'}}".formatted("9".repeat(41))).problem())
        .hasValueSatisfying(problem -> assertThat(problem).startsWith("prompt_tokens is too long"));
    assertThat(read("{'usage':{'prompt_tokens':'%s'}}".formatted("9".repeat(40))).problem())
        .hasValueSatisfying(
            problem -> assertThat(problem).startsWith("prompt_tokens is " + "9".repeat(40)));
  }

  @Test
  void eventThatHasOnlyTheCount_isToldFromOneWithAnAnswer() {
    assertThat(read("{'choices':[],'usage':{'prompt_tokens':7}}").onlyUsage()).isTrue();
    assertThat(read("{'usage':{'prompt_tokens':7}}").onlyUsage()).isTrue();
    assertThat(read("{'choices':[{'delta':{}}],'usage':{'prompt_tokens':7}}").onlyUsage())
        .isFalse();
    assertThat(read("{'choices':[[7],8],'usage':{'prompt_tokens':7}}").onlyUsage()).isFalse();
    assertThat(read("{'choices':[]}").onlyUsage()).isFalse();
  }

  @Test
  void onlyTheGivenRange_isRead() {
    byte[] bytes = "data: {\"usage\":{\"prompt_tokens\":7}}\n\n".getBytes(UTF_8);
    assertThat(UsageReader.read(bytes, 6, bytes.length - 8).count()).contains(new TokenCount(7, 0));
    assertThat(UsageReader.read(bytes, 0, bytes.length).count()).isEmpty();
  }

  private static UsageReport read(String json) {
    byte[] bytes = json.replace('\'', '"').getBytes(UTF_8);
    return UsageReader.read(bytes, 0, bytes.length);
  }
}
