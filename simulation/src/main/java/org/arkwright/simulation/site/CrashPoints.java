package org.arkwright.simulation.site;

/** The places between any two effects of the control plane at which it can be made to die. */
public final class CrashPoints {
  private int left;

  /** The control plane dies when it comes by the given number of points. */
  public void arm(int points) {
    left = points;
  }

  public void disarm() {
    left = 0;
  }

  /** Comes by a point. */
  public void pass(String where) {
    if (left > 0 && --left == 0) {
      throw new Crash(where);
    }
  }
}
