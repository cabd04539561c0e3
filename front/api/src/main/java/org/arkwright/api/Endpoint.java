package org.arkwright.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.arkwright.identity.Permission;

/**
 * One operation of the API.
 *
 * @param path with parameters in braces, in the syntax that OpenAPI and Armeria share; or {@code
 *     prefix:} and a path, for all paths below it that have no endpoint of their own
 * @param permission what it lets its caller do
 * @param body how the request's body is taken
 * @param parameters of the query; others are refused. MLflow's protocol has its own rules
 * @param repeatable those of the parameters that may be given several times; others are refused
 *     then
 * @param past whether it answers for a position or a time of the past, given as {@code at}
 */
public record Endpoint(
    HttpMethod method,
    String path,
    Permission permission,
    RequestBody body,
    Set<String> parameters,
    Set<String> repeatable,
    boolean past,
    Handler handler) {
  /** Responds to one request. Runs on an event loop, so it must not block. */
  @FunctionalInterface
  public interface Handler {
    CompletableFuture<HttpResponse> handle(ApiRequest request);
  }

  /** How the body of a request is taken. */
  public enum RequestBody {
    /** At once; for documents that people write. */
    DOCUMENT,
    /** At once; for documents that programs write. */
    LONG_DOCUMENT,
    /** As a stream of files, which the handler reads and closes. */
    FILES,
    /** As a stream of one file of any size, which the handler reads and closes. */
    FILE,
    /** As a stream without end, which the handler reads and closes. */
    STREAM;

    boolean isStream() {
      return this == FILES || this == FILE || this == STREAM;
    }
  }

  public Endpoint {
    parameters = Set.copyOf(parameters);
    repeatable = Set.copyOf(repeatable);
  }

  public Endpoint(
      HttpMethod method, String path, Permission permission, RequestBody body, Handler handler) {
    this(method, path, permission, body, Set.of(), Set.of(), false, handler);
  }

  public Endpoint(HttpMethod method, String path, Permission permission, Handler handler) {
    this(
        method,
        path,
        permission,
        permission == Permission.WORKER_EXCHANGE ? RequestBody.LONG_DOCUMENT : RequestBody.DOCUMENT,
        handler);
  }

  /** Returns the endpoint with these parameters of its query. */
  public Endpoint taking(String... names) {
    return new Endpoint(method, path, permission, body, Set.of(names), repeatable, past, handler);
  }

  /** Returns the endpoint of whose parameters these may be given several times. */
  public Endpoint repeating(String... names) {
    return new Endpoint(method, path, permission, body, parameters, Set.of(names), past, handler);
  }

  /** Returns the endpoint that also answers for the past. */
  public Endpoint alsoThen() {
    Set<String> names = new TreeSet<>(parameters);
    names.add(PastRequest.PARAMETER);
    return new Endpoint(method, path, permission, body, names, repeatable, true, handler);
  }

  /** Whether a query may have a parameter of that name. */
  boolean takes(String parameter) {
    return parameters.contains(parameter) || !path.startsWith("/api/v1/");
  }

  /** Whether a query may have a parameter of that name several times. */
  boolean takesSeveral(String parameter) {
    return repeatable.contains(parameter) || !path.startsWith("/api/v1/");
  }

  public static Endpoint get(String path, Permission permission, Handler handler) {
    return new Endpoint(HttpMethod.GET, path, permission, handler);
  }

  public static Endpoint post(String path, Permission permission, Handler handler) {
    return new Endpoint(HttpMethod.POST, path, permission, handler);
  }
}
