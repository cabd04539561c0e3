package org.arkwright.gateway.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of a deployed web server, as its clients and as it itself see them. */
final class ServePathTest {
  private static final URI SERVER = URI.create("http://127.0.0.1:9000");
  private final ServePath path = ServePath.of("/serve/lab/tree/a?x=1&key=k").orElseThrow();

  @Test
  void path_isTheDeployment_whatFollows_andTheQuery() {
    assertThat(path).isEqualTo(new ServePath("lab", "/tree/a", "?x=1&key=k"));
    assertThat(ServePath.of("/serve/lab/").orElseThrow()).isEqualTo(new ServePath("lab", "/", ""));
    assertThat(ServePath.of("/serve/lab/?a/b").orElseThrow())
        .isEqualTo(new ServePath("lab", "/", "?a/b"));
    assertThat(ServePath.of("/serve/l/x").orElseThrow().model()).isEqualTo("l");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/serve/", "/serve/lab", "/serve//x", "/served/lab/", "/", "/serve/lab?a/b"})
  void pathThatNamesNoDeployment_orLacksTheSlash_isNone(String other) {
    assertThat(ServePath.of(other)).isEmpty();
  }

  @Test
  void server_isAskedForItsOwnPath_orForThatOfTheClients() {
    assertThat(path.upstream(false)).isEqualTo("/tree/a?x=1&key=k");
    assertThat(path.upstream(true)).isEqualTo("/serve/lab/tree/a?x=1&key=k");
    assertThat(path.withoutKey().upstream(false)).isEqualTo("/tree/a?x=1");
    assertThat(ServePath.of("/serve/lab/?key=k").orElseThrow().withoutKey().query()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/page, /serve/lab/page",
    "http://127.0.0.1:9000/page?x=1, /serve/lab/page?x=1",
    "/serve/lab, /serve/lab",
    "/serve/lab/page, /serve/lab/page",
    "/serve/labs/page, /serve/lab/serve/labs/page",
    "//other.example/page, //other.example/page",
    "page, page",
    "http://127.0.0.1:90001/page, http://127.0.0.1:90001/page",
    "https://other.example/, https://other.example/"
  })
  void redirect_staysBelowTheDeployment_unlessItLeadsElsewhere(String location, String seen) {
    assertThat(path.outward(location, SERVER)).isEqualTo(seen);
  }

  @Test
  void serverThatWasToldWhereItIsServed_isToldFromOthers() {
    assertThat(path.pointsBelow("/serve/lab/page", SERVER)).isTrue();
    assertThat(path.pointsBelow("http://127.0.0.1:9000/serve/lab", SERVER)).isTrue();
    assertThat(path.pointsBelow("/page", SERVER)).isFalse();
    assertThat(path.pointsBelow("/serve/labs", SERVER)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "a=b, a=b; Path=/serve/lab/",
    "a=b; HttpOnly, a=b; HttpOnly; Path=/serve/lab/",
    "a=b; Path=/, a=b; Path=/serve/lab/",
    "a=b; path=/tree; Secure, a=b; path=/serve/lab/tree; Secure",
    "a=b; Path=/serve/lab/tree, a=b; Path=/serve/lab/tree",
    "a=b; Path=/serve/lab, a=b; Path=/serve/lab",
    "a=b; Path=/serve/labs, a=b; Path=/serve/lab/serve/labs",
    "a=b; Domain=x.example; Path=/, a=b; Path=/serve/lab/"
  })
  void cookie_isBoundToTheDeploymentsPath(String cookie, String bound) {
    assertThat(path.outwardCookie(cookie)).isEqualTo(bound);
  }
}
