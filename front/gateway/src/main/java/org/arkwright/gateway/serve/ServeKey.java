package org.arkwright.gateway.serve;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.proxy.KeyAuthenticator;

/**
 * How a browser shows a key: a page is opened once with the key in its address, and a cookie of the
 * deployment's path holds it from then on. Programs send a header, as for models.
 */
final class ServeKey {
  /** The parameter of an address that holds a key. */
  static final String PARAMETER = "key";

  private static final String COOKIE = "arkwright-key";

  private final KeyAuthenticator authenticator;

  ServeKey(KeyAuthenticator authenticator) {
    this.authenticator = authenticator;
  }

  /** Returns the request's key; empty when it shows none that is valid. */
  Optional<AdmittedKey> admit(RequestHeaders headers, String query) {
    return authenticator
        .admit(headers)
        .or(() -> authenticator.admit(inAddress(query)))
        .or(() ->
            headers.cookies().stream()
                .filter(cookie -> cookie.name().equals(COOKIE))
                .findFirst()
                .flatMap(cookie -> authenticator.admit(cookie.value())));
  }

  /**
   * Returns the valid key in an address; empty for none, or for a parameter of the server's own.
   */
  String shownIn(String query) {
    String shown = inAddress(query);
    return authenticator.admit(shown).isPresent() ? shown : "";
  }

  private static String inAddress(String query) {
    return query.isEmpty()
        ? ""
        : QueryParams.fromQueryString(query.substring(1)).get(PARAMETER, "");
  }

  /** Returns the query without the key. */
  static String withoutKey(String query) {
    String rest =
        QueryParams.fromQueryString(query.substring(1)).toBuilder()
            .removeAndThen(PARAMETER)
            .build()
            .toQueryString();
    return rest.isEmpty() ? "" : "?" + rest;
  }

  /** Returns the cookie that holds a key for a deployment's path. */
  static String cookie(String key, String base) {
    return "%s=%s; Path=%s/; HttpOnly; SameSite=Lax".formatted(COOKIE, key, base);
  }

  /** Returns the other cookies of a request, for the server behind; empty for none. */
  static String otherCookies(RequestHeaders headers) {
    return headers.cookies().stream()
        .filter(cookie -> !cookie.name().equals(COOKIE))
        .map(cookie -> cookie.toCookieHeader())
        .collect(Collectors.joining("; "));
  }

  /** Whether a header is the key and not for the server behind. */
  boolean isKey(RequestHeaders headers) {
    return headers.contains(HttpHeaderNames.AUTHORIZATION)
        && authenticator
            .admit(
                RequestHeaders.builder(headers.method(), "/")
                    .set(
                        HttpHeaderNames.AUTHORIZATION,
                        headers.get(HttpHeaderNames.AUTHORIZATION, ""))
                    .build())
            .isPresent();
  }
}
