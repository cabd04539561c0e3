package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.arkwright.api.Endpoint;
import org.arkwright.identity.Permission;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every endpoint needs a permission, which the compiler sees to; here, that it is not one that lets
 * the wrong callers in.
 */
final class PermissionsTest {
  /** Where a host joins that has no identity yet: its body has the join token, checked there. */
  private static final String JOIN = "/worker/v1/join";

  private static final Set<Permission> READS =
      EnumSet.of(
          Permission.PUBLIC,
          Permission.JOB_READ,
          Permission.JOB_LOGS,
          Permission.EVENT_READ,
          Permission.NODE_READ,
          Permission.QUOTA_READ,
          Permission.DEPLOYMENT_READ,
          Permission.ARTIFACT_READ,
          Permission.KEY_READ,
          Permission.USAGE_READ,
          Permission.OWN_USAGE_READ,
          Permission.SERVER_READ);

  @Test
  void endpoints_askForTheirPermission_andOpenToAllAreOnlyThoseNamedHere(@TempDir Path home)
      throws Exception {
    try (TestServer server = new TestServer(home)) {
      List<Endpoint> endpoints = server.endpoints();
      assertThat(pathsOf(endpoints, Permission.PUBLIC))
          .containsExactlyInAnyOrder(
              "/",
              "/health",
              "/healthz",
              "/version",
              "/api/v1/openapi.json",
              "/api/v1/openapi.yaml",
              JOIN);
      assertThat(pathsOf(endpoints, Permission.WORKER_EXCHANGE))
          .isNotEmpty()
          .allMatch(path -> path.startsWith("/worker/v1/"));
      assertThat(pathsOf(endpoints, Permission.OWN_USAGE_READ))
          .containsExactly("/api/v1/attempt/usage");
      for (Endpoint endpoint : endpoints) {
        boolean changes = !endpoint.method().name().equals("GET") && !endpoint.path().equals(JOIN);
        assertThat(changes && READS.contains(endpoint.permission()))
            .as(
                "%s %s changes something by %s",
                endpoint.method(), endpoint.path(), endpoint.permission())
            .isFalse();
        assertThat(endpoint.permission() == Permission.TRACKING)
            .as("%s: ranks may call MLflow's protocol alone", endpoint.path())
            .isEqualTo(endpoint.path().contains("mlflow") || isOfMlflowsPages(endpoint.path()));
      }
    }
  }

  @Test
  void endpoints_withoutAToken_areRefused_unlessTheyArePublic(@TempDir Path home) throws Exception {
    try (TestServer server = new TestServer(home)) {
      for (Endpoint endpoint : server.endpoints()) {
        if (!endpoint.path().startsWith("prefix:") && endpoint.method().name().equals("GET")) {
          int status = server.anonymous(endpoint.path().replaceAll("\\{\\*?(\\w+)}", "$1"));
          assertThat(status == 401)
              .as("%s answers a stranger with %d", endpoint.path(), status)
              .isEqualTo(endpoint.permission() != Permission.PUBLIC);
        }
      }
    }
  }

  private static boolean isOfMlflowsPages(String path) {
    return path.contains("get-artifact") || path.endsWith("/graphql") || path.startsWith("prefix:");
  }

  private static Set<String> pathsOf(List<Endpoint> endpoints, Permission permission) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.permission() == permission)
        .map(Endpoint::path)
        .collect(Collectors.toSet());
  }
}
