package org.arkwright.simulation.site;

/**
 * A crash of the control plane's process. It is an error, so that production code does not catch
 * it.
 */
public final class Crash extends Error {
  private static final long serialVersionUID = 1;

  private final String where;

  public Crash(String where) {
    super(where, null, false, false);
    this.where = where;
  }

  /** The place of the crash, between two effects. */
  public String where() {
    return where;
  }
}
