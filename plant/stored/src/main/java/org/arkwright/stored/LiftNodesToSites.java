package org.arkwright.stored;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * From version 1 to 2: a node, which was a bare name, unique in its journal, is named with its
 * site. That is what its label {@code site} said when it joined; without the label it stood at
 * home.
 */
final class LiftNodesToSites implements Lift {
  private static final String HOME = "home";
  private static final String SITE = "site";
  private static final String NODE = "node";

  private final Map<String, String> sites = new TreeMap<>();

  @Override
  public void lift(ObjectNode entry) {
    ObjectNode event = (ObjectNode) entry.path("event");
    switch (event.path("type").asText()) {
      case "NodeJoined" -> joined((ObjectNode) event.path(NODE));
      case "NodeLost" -> placeNode(event);
      case "AttemptStarted" -> event.path("allocation").path("ranks").forEach(this::placeNode);
      case "AttemptStopping", "JobRequeued", "JobFailed" -> {
        if (event.path("cause").path("type").asText().equals("NodeLost")) {
          placeNode(event.path("cause"));
        }
      }
      default -> {} // It names no node.
    }
  }

  private void joined(ObjectNode node) {
    String site = node.path("labels").path(SITE).asText(HOME);
    sites.put(node.path("name").asText(), site);
    node.put(SITE, site);
  }

  private void placeNode(JsonNode named) {
    ((ObjectNode) named).put(SITE, sites.getOrDefault(named.path(NODE).asText(), HOME));
  }
}
