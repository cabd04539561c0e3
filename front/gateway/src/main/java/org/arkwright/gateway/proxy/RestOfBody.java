package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceOptionsBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.time.Duration;

/**
 * A service that may answer before the body of a request has arrived whole, as when it refuses a
 * file by its headers. The answer is sent at once; what still comes of the body is read and
 * discarded, for {@link #LONGEST} at most.
 *
 * <p>Over HTTP/2 a server would reset the stream of such a body when its answer is sent. Clients
 * that send all before they read report the reset, and never see the answer. Over HTTP/1.1 the
 * connection is read on anyhow. A body that is still not over after that time is reset: its sender
 * has had the answer for as long.
 */
public final class RestOfBody extends SimpleDecoratingHttpService {
  /** How long the rest of a body may take after its answer. What comes is never kept. */
  static final Duration LONGEST = Duration.ofSeconds(20);

  private final ServiceOptions options;

  /** Wraps what answers; directly around it, as what is between has options of its own. */
  public RestOfBody(HttpService answering) {
    super(answering);
    this.options = withRest(answering.options());
  }

  private static ServiceOptions withRest(ServiceOptions own) {
    ServiceOptionsBuilder options =
        ServiceOptions.builder().closeHttp2StreamDelayMillis(LONGEST.toMillis());
    if (own.requestTimeoutMillis() >= 0) {
      options.requestTimeoutMillis(own.requestTimeoutMillis());
    }
    if (own.maxRequestLength() >= 0) {
      options.maxRequestLength(own.maxRequestLength());
    }
    if (own.requestAutoAbortDelayMillis() >= 0) {
      options.requestAutoAbortDelayMillis(own.requestAutoAbortDelayMillis());
    }
    return options.build();
  }

  @Override
  public ServiceOptions options() {
    return options;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    return ((HttpService) unwrap()).serve(context, request);
  }
}
