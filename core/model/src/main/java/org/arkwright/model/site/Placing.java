package org.arkwright.model.site;

/** Who picks the nodes of a gang at a site. */
public enum Placing {
  /** The scheduler, which knows what every node there holds. */
  EXACT,
  /** The site's own scheduler, which has a queue and other users. */
  BY_SITE
}
