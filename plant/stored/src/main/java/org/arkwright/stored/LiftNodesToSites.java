package org.arkwright.stored;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lift from version 1 to 2: a node, formerly a bare name that was unique in its journal, is
 * named with its site. The site is the value of its label {@code site} when it joined, or home
 * without that label.
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
      case "NodeJoined" -> addSite((ObjectNode) event.path(NODE));
      case "NodeLost" -> addSiteOfNode(event);
      case "AttemptStarted" -> event.path("allocation").path("ranks").forEach(this::addSiteOfNode);
      case "AttemptStopping", "JobRequeued", "JobFailed" -> {
        if (event.path("cause").path("type").asText().equals("NodeLost")) {
          addSiteOfNode(event.path("cause"));
        }
      }
      default -> {} // names no node
    }
  }

  private void addSite(ObjectNode node) {
    String site = node.path("labels").path(SITE).asText(HOME);
    sites.put(node.path("name").asText(), site);
    node.put(SITE, site);
  }

  private void addSiteOfNode(JsonNode named) {
    ((ObjectNode) named).put(SITE, sites.getOrDefault(named.path(NODE).asText(), HOME));
  }
}
