package org.arkwright.cli.command.fleet;

import org.arkwright.cli.api.ApiPaths;

/** The API's path of a node that is named as NAME or SITE/NAME. */
final class NodePath {
  static final String LABEL = "NODE";
  static final String DESCRIPTION = "NAME, or SITE/NAME.";

  private NodePath() {}

  static String of(String node, String... subresource) {
    int slash = node.indexOf('/');
    String path = ApiPaths.of("nodes", node.substring(slash + 1)) + ApiPaths.of(subresource);
    return ApiPaths.query(path, "site", slash < 0 ? "" : node.substring(0, slash));
  }
}
