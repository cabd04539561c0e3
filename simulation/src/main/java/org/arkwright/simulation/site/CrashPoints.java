package org.arkwright.simulation.site;

/** The points between any two effects of the control plane at which it can be made to crash. */
public final class CrashPoints {
  private int left;

  /** Arms a crash after the given number of points. */
  public void arm(int points) {
    left = points;
  }

  public void disarm() {
    left = 0;
  }

  /** Passes a point, and crashes there if one is due. */
  public void pass(String where) {
    if (left > 0 && --left == 0) {
      throw new Crash(where);
    }
  }
}
