package org.arkwright.gateway.proxy;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

/** What somebody sees who opens the gateway in a browser: what it is, and how to go on. */
public final class WelcomePage implements HttpService {
  private static final MediaType HTML = MediaType.HTML_UTF_8;

  /** Creates the page. */
  public WelcomePage() {}

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        HttpStatus.OK,
        HTML,
        """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>Arkwright: models</title>
        <body style="font:16px/1.5 sans-serif;max-width:40em;margin:3em auto">
        <h1>Arkwright's gateway</h1>
        <p>Models are served here under OpenAI's API. Clients take the address with
        <code>/v1</code> behind it as their base URL, and a key that
        <code>arkwright key create</code> prints.</p>
        <pre>curl -H "Authorization: Bearer ak-…" ADDRESS/v1/models</pre>
        <p>Other deployed servers answer under <code>/serve/NAME/</code>, also with a key.</p>
        </body></html>
        """);
  }
}
