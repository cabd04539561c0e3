package org.arkwright.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.arkwright.identity.Access;

/**
 * One operation of the API.
 *
 * @param path with parameters in braces, in the syntax that OpenAPI and Armeria share
 */
public record Endpoint(HttpMethod method, String path, Access access, Handler handler) {
  /** Responds to one request. Runs on an event loop, so it must not block. */
  @FunctionalInterface
  public interface Handler {
    CompletableFuture<HttpResponse> handle(ApiRequest request);
  }

  static Endpoint get(String path, Handler handler) {
    return new Endpoint(HttpMethod.GET, path, Access.ADMINISTRATOR, handler);
  }

  static Endpoint post(String path, Handler handler) {
    return new Endpoint(HttpMethod.POST, path, Access.ADMINISTRATOR, handler);
  }
}
