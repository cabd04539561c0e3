package org.arkwright.authority;

import java.net.URI;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.WorkerId;

/**
 * The names that certificates of a home are for. All are below one domain of the home that no
 * resolver knows, so that workers need not care about the server's addresses.
 */
public record AuthorityNames(String home) {
  private static final int URI_NAME = 6;
  private static final String SCHEME = "arkwright";

  /** The domain below which the authority may certify names. */
  String domain() {
    return home + ".arkwright.internal";
  }

  /** The name of the control plane. */
  String server() {
    return "server." + domain();
  }

  /** The name of a worker. */
  String worker(WorkerId worker) {
    return "%s://workers.%s/%s".formatted(SCHEME, domain(), worker);
  }

  /** Returns the worker whose certificate it is; empty for any other. */
  Optional<WorkerId> worker(X509Certificate certificate) {
    return names(certificate, URI_NAME).stream()
        .map(URI::create)
        .filter(
            uri -> SCHEME.equals(uri.getScheme()) && ("workers." + domain()).equals(uri.getHost()))
        .flatMap(uri -> WorkerId.parse(uri.getPath().substring(1)).stream())
        .findFirst();
  }

  private static List<String> names(X509Certificate certificate, int kind) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream()
              .filter(name -> name.getFirst().equals(kind))
              .map(name -> String.valueOf(name.getLast()))
              .toList();
    } catch (CertificateParsingException _) {
      return List.of();
    }
  }
}
