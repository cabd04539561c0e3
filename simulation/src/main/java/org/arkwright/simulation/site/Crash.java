package org.arkwright.simulation.site;

/** The control plane's process dies here. An error, so that production code lets it through. */
public final class Crash extends Error {
  private static final long serialVersionUID = 1;

  private final String where;

  public Crash(String where) {
    super(where, null, false, false);
    this.where = where;
  }

  /** Between which effects. */
  public String where() {
    return where;
  }
}
