package org.arkwright.api;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.arkwright.control.Past;
import org.arkwright.control.StateReader;
import org.arkwright.control.StateSource;
import org.arkwright.identity.Caller;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.model.Command;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.Request;
import org.arkwright.model.ShownValue;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.id.WorkerId;
import org.arkwright.spec.NearestWord;
import org.arkwright.spec.SpecProblem;

/** An admitted request, and the problems found in its parameters so far. */
public final class ApiRequest {
  /**
   * The header with the client's own request id, by which it can find the events in the journal.
   */
  private static final String REQUEST_ID = "x-request-id";

  private static final String KEY = "idempotency-key";
  private static final String KEY_RULE = "1 to 255 visible ASCII characters";

  private final ServiceRequestContext context;
  private final AggregatedHttpRequest request;
  private final InputStream files;
  private final Caller caller;
  private final CommandOrigin origin;
  private final PrincipalNames names;
  private final Optional<Past.At> past;
  private final List<SpecProblem> problems = new ArrayList<>();

  /**
   * An admitted request.
   *
   * @param files the body of an endpoint that takes files; empty for any other
   * @param caller what the sender is
   * @param principal in whose name the request is decided
   * @param names what principals are called
   * @param cause the endpoint, as method and path
   */
  ApiRequest(
      ServiceRequestContext context,
      AggregatedHttpRequest request,
      InputStream files,
      Caller caller,
      PrincipalId principal,
      PrincipalNames names,
      String cause) {
    this(
        context,
        request,
        files,
        caller,
        names,
        Optional.empty(),
        origin(context, request, principal, cause));
  }

  private ApiRequest(
      ServiceRequestContext context,
      AggregatedHttpRequest request,
      InputStream files,
      Caller caller,
      PrincipalNames names,
      Optional<Past.At> past,
      CommandOrigin origin) {
    this.names = names;
    this.files = files;
    this.caller = caller;
    this.origin = origin;
    this.past = past;
    this.context = context;
    this.request = request;
  }

  private static CommandOrigin origin(
      ServiceRequestContext context,
      AggregatedHttpRequest request,
      PrincipalId principal,
      String cause) {
    return new CommandOrigin(
        principal,
        Optional.ofNullable(request.headers().get(REQUEST_ID))
            .filter(id -> id.matches("[\\x21-\\x7e]{1,128}"))
            .or(() -> Optional.of(context.id().text())),
        Optional.of(context.clientAddress().getHostAddress()),
        Optional.of(cause));
  }

  /** Returns the same request, for the past. */
  ApiRequest seeing(Past.At then) {
    return new ApiRequest(context, request, files, caller, names, Optional.of(then), origin);
  }

  /** The past that is asked for; empty for now. */
  public Optional<Past.At> past() {
    return past;
  }

  /** What the answer is read from: the past that is asked for, or the present. */
  public StateSource source(StateReader present) {
    return past.<StateSource>map(Past.At::source).orElse(present);
  }

  /** The certificate that the client has shown; empty for one that has shown none. */
  public Optional<X509Certificate> certificate() {
    return PeerCertificate.of(context);
  }

  /** The parameter {@code since} in nanoseconds since the Unix epoch; empty if absent. */
  public OptionalLong sinceNanos() {
    return SinceReader.nanos(this);
  }

  /** The origin stored with the events that the request causes. */
  public CommandOrigin origin() {
    return origin;
  }

  /** What principals are called. */
  public PrincipalNames names() {
    return names;
  }

  /** The name of the sender. */
  public String sender() {
    return names.of(origin.principal());
  }

  /** Returns the request for a command, in the sender's name and with the sender's key. */
  public Request asking(Command command) {
    return Request.of(command, origin).keyed(idempotencyKey());
  }

  /** The key by which the sender wants a repetition to be recognised; empty for none. */
  private Optional<IdempotencyKey> idempotencyKey() {
    return header(KEY).map(key -> new IdempotencyKey(key, Optional.of(content())));
  }

  /** The digest of everything that the request asks for. */
  private Digest content() {
    MessageDigest digest = Digest.sha256();
    String target = request.method() + " " + request.path() + "\n";
    digest.update(target.getBytes(StandardCharsets.UTF_8));
    return Digest.of(digest.digest(body()));
  }

  /** Refuses an idempotency key that is none. */
  void checkKey() {
    header(KEY)
        .filter(key -> !key.matches("[\\x21-\\x7e]{1,255}"))
        .ifPresent(key -> refuse(KEY, key, KEY_RULE));
  }

  /** The attempt whose rank sent it; empty for any other sender. */
  public Optional<AttemptId> attempt() {
    return caller instanceof Caller.Rank(AttemptId attempt)
        ? Optional.of(attempt)
        : Optional.empty();
  }

  /** The worker that sent it; empty for any other sender. */
  public Optional<WorkerId> worker() {
    return caller instanceof Caller.Worker(WorkerId worker)
        ? Optional.of(worker)
        : Optional.empty();
  }

  public ServiceRequestContext context() {
    return context;
  }

  /** Returns a path parameter. */
  public String path(String name) {
    String value = context.pathParam(name);
    if (value == null) {
      throw new IllegalStateException("the path has no " + name);
    }
    return value;
  }

  /** Returns a query parameter; empty when absent or without a value. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(value -> !value.isEmpty());
  }

  public List<String> queries(String name) {
    return context.queryParams().getAll(name);
  }

  /**
   * Returns a query parameter as {@code reader} reads it; a rejected value is added to the
   * problems.
   */
  public <T> Optional<T> query(String name, String expected, Function<String, Optional<T>> reader) {
    Optional<String> text = query(name);
    Optional<T> value = text.flatMap(reader);
    if (text.isPresent() && value.isEmpty()) {
      refuse(name, text.get(), expected);
    }
    return value;
  }

  /** Returns the project named in the query. */
  public Optional<ProjectName> project() {
    return query(
        "project",
        Names.RULE,
        text -> Names.isValid(text) ? Optional.of(new ProjectName(text)) : Optional.empty());
  }

  public OptionalLong number(String name, long min, long max) {
    return query(
            name,
            "a whole number from %d to %d".formatted(min, max),
            text ->
                text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty())
        .filter(value -> {
          boolean fits = value >= min && value <= max;
          if (!fits) {
            refuse(name, value.toString(), "a whole number from %d to %d".formatted(min, max));
          }
          return fits;
        })
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  public boolean flag(String name) {
    return query(
            name,
            "true or false",
            text ->
                List.of("true", "false").contains(text)
                    ? Optional.of(Boolean.valueOf(text))
                    : Optional.empty())
        .orElse(false);
  }

  public void refuse(String parameter, String value, String expected) {
    problems.add(
        new SpecProblem(
            0,
            0,
            parameter,
            value,
            expected,
            "%s is '%s', expected %s".formatted(parameter, value, expected)));
  }

  /** Refuses a parameter that is none of those known. */
  void refuseUnknown(String parameter, Set<String> known) {
    String expected =
        known.isEmpty()
            ? "no parameters"
            : NearestWord.to(parameter, known)
                .orElseGet(() -> "one of " + String.join(", ", new TreeSet<>(known)));
    String shown = ShownValue.of(parameter);
    problems.add(
        new SpecProblem(
            0,
            0,
            shown,
            "",
            expected,
            "there is no parameter '%s' here, expected %s".formatted(shown, expected)));
  }

  /**
   * Refuses a parameter that is there several times: none of its values is more meant than others.
   */
  void refuseRepeated(String parameter) {
    List<String> values = queries(parameter);
    if (values.size() > 1) {
      refuse(parameter, String.join("' and '", values), "one value");
    }
  }

  public List<SpecProblem> problems() {
    return List.copyOf(problems);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.headers().get(name));
  }

  public byte[] body() {
    return request.content().array();
  }

  /** The body of an endpoint that takes files. Reading blocks; the reader closes it. */
  public InputStream files() {
    return files;
  }

  /** Closes that body; what is left of it is discarded. */
  public void closeFiles() {
    try {
      files.close();
    } catch (IOException _) {
      // Whoever sent it is gone.
    }
  }

  public Optional<MediaType> contentType() {
    return Optional.ofNullable(request.contentType());
  }

  /** Whether the client accepts server-sent events. */
  public boolean wantsEvents() {
    return header("accept").map(accept -> accept.contains("text/event-stream")).orElse(false);
  }
}
