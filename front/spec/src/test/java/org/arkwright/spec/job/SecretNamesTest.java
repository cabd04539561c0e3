package org.arkwright.spec.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.arkwright.model.job.JobSpec;
import org.arkwright.spec.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HF_TOKEN",
        "hf_token",
        "TOKEN",
        "MYTOKEN",
        "GITHUB_PAT",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "OPENAI_API_KEY",
        "WANDB_API_KEY",
        "KEY",
        "PGPASSWORD",
        "DB_PASSWD",
        "SSH_PASSPHRASE",
        "CLIENT_SECRET",
        "GOOGLE_CREDENTIALS",
        "APIKEY",
        "API_KEYS",
        "HF_TOKENS",
        "DB_PASS",
        "MYSQL_PWD",
        "PRIVATEKEY",
        "sessionCookie_COOKIE",
        "BASIC_AUTH",
        "PGPASSWORD_FILE",
      })
  void name_ofASecret_isTold(String name) {
    assertThat(SecretNames.isSecret(name, "x")).isTrue();
    assertThat(SecretNames.isSecret(name, "")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOKENIZERS_PARALLELISM",
        "MAX_TOKENS",
        "MAX_NEW_TOKENS",
        "NUM_TOKENS_PER_STEP",
        "COMPASS",
        "AUTHOR",
        "MONKEY",
        "KEYBOARD",
        "PATH",
        "PATTERN",
        "OMP_NUM_THREADS",
        "LD_LIBRARY_PATH",
        "VIRTUAL_ENV"
      })
  void name_ofASetting_isNone(String name) {
    assertThat(SecretNames.isSecret(name, "true")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ghp_0123456789abcdef0123456789@github.com/x/y",
        "host=db user=me password=pw",
        "Server=db;User Id=me;Password=pw;",
        "DefaultEndpointsProtocol=https;AccountKey=abc==",
        "https://host/x?sig=abc",
        "-----BEGIN RSA PRIVATE KEY-----\nabc",
      })
  void value_thatHoldsASecret_isOneByAnyName(String value) {
    assertThat(SecretNames.isSecret("ANY", value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://git@github.com/x/y", "lr=0.1;max_tokens=5", "signal=9", "-----BEGIN X"})
  void value_withoutASecret_isNone(String value) {
    assertThat(SecretNames.isSecret("ANY", value)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgres://me:pw@db/x", "http://user:pass@proxy:3128", "redis://:pw@host/0"})
  void url_withAPassword_isASecret(String value) {
    assertThat(SecretNames.isSecret("ANY", value)).isTrue();
    assertThat(SecretNames.isSecret("ANY", value.replaceFirst("//.*@", "//"))).isFalse();
  }

  @Test
  void spec_sealsSecretsAndRefusesSealedOnes() {
    assertThat(env("env: {A: x, API_KEY: y}\nsecrets: {B: z}"))
        .isEqualTo(Map.of("A", "x", "API_KEY", "[API_KEY]", "B", "[B]"));
    assertThat(problem("env: {B: 'sealed:1:abc'}")).contains("give the secret itself");
    assertThat(problem("env: {B: x}\nsecrets: {B: z}")).contains("secrets.B is in env, too");
    assertThat(problem("secrets: {RANK: z}")).contains("set by the platform");
  }

  private static Map<String, String> env(String fields) {
    return read(fields) instanceof Reading.Read<JobSpec>(JobSpec spec)
        ? spec.execution().env()
        : Map.of("refused", problem(fields));
  }

  private static String problem(String fields) {
    return read(fields) instanceof Reading.Rejected<JobSpec>(var problems)
        ? problems.toString()
        : "accepted";
  }

  private static Reading<JobSpec> read(String fields) {
    return JobSpecReader.read(
        ("command: [a]\n" + fields).getBytes(StandardCharsets.UTF_8),
        "fallback",
        (name, _) -> "[" + name + "]");
  }
}
