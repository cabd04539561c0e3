package org.arkwright.gateway.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What model servers answer when something is wrong, as clients of OpenAI's API get it. */
final class UpstreamErrorsTest {
  @Test
  void errorOfTheForm_staysAsItIs() {
    String error = "{\"error\": {\"message\": \"too long\", \"type\": \"x\"}}";
    assertThat(inOurForm(HttpStatus.BAD_REQUEST, MediaType.JSON, error)).isEqualTo(error);
  }

  /** FastAPI, llama.cpp, vLLM and TGI each have a form of their own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"detail\": \"no such field\"}",
        "{\"message\": \"no such field\"}",
        "{\"error\": \"no such field\"}",
        "{\"object\": \"no such field\"}",
        "no such field"
      })
  void otherForms_areTheErrorsMessage(String body) {
    assertThat(inOurForm(HttpStatus.BAD_REQUEST, MediaType.JSON, body))
        .startsWith("{\"error\":{\"message\":\"no such field\",\"type\":\"invalid_request_error\"");
  }

  /** Also where the body is JSON that is no object, or nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {"[\"Not Found\"]", "\"Not Found\"", "Not Found", "", " ", "<html>x</html>"})
  void pathThatAServerDoesNotHave_isSaidWithTheModelAndThePath(String body) {
    assertThat(inOurForm(HttpStatus.NOT_FOUND, MediaType.JSON, body))
        .contains("The model 'm' does not make embeddings", "/v1/embeddings");
  }

  @Test
  void pageForPeople_isNotHandedOn() {
    assertThat(inOurForm(HttpStatus.BAD_GATEWAY, MediaType.HTML_UTF_8, "<h1>oops</h1>"))
        .contains("The model's server answered 502", "server_error")
        .doesNotContain("oops");
  }

  private static String inOurForm(HttpStatus status, MediaType type, String body) {
    return new String(
        UpstreamErrors.inOurForm(status, type, body.getBytes(UTF_8), "m", "/v1/embeddings"), UTF_8);
  }
}
