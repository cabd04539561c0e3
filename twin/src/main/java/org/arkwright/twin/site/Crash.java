package org.arkwright.twin.site;

/** The control plane's process dies here. An error, so that production code lets it through. */
public final class Crash extends Error {
  private static final long serialVersionUID = 1;

  public Crash(String where) {
    super(where, null, false, false);
  }
}
