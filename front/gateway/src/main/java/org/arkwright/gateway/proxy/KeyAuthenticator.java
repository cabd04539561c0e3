package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.Optional;
import java.util.function.Supplier;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyDigest;
import org.arkwright.gateway.key.KeyTable;
import org.arkwright.gateway.openai.GatewayError;

/** Authenticates callers by their keys. */
public final class KeyAuthenticator {
  private static final String SCHEME = "Bearer ";
  private static final String KEY_HEADER = "x-api-key";

  private final Supplier<KeyTable> table;

  public KeyAuthenticator(Supplier<KeyTable> table) {
    this.table = table;
  }

  /**
   * Returns the request's key, from {@code Authorization} or {@code x-api-key}; empty when it is
   * missing or unknown.
   */
  public Optional<AdmittedKey> admit(RequestHeaders headers) {
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION, "");
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? admit(authorization.substring(SCHEME.length()))
        : admit(headers.get(KEY_HEADER, ""));
  }

  /** Returns the key of that text; empty when there is none. */
  public Optional<AdmittedKey> admit(String key) {
    return key.isBlank() ? Optional.empty() : table.get().withDigest(KeyDigest.of(key.strip()));
  }

  /** Returns the response to a request without a valid key. */
  public HttpResponse refusal(RequestHeaders headers) {
    return GatewayReplies.failure(
        GatewayError.badKey(
            headers.contains(HttpHeaderNames.AUTHORIZATION) || headers.contains(KEY_HEADER)));
  }
}
