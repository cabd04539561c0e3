package org.arkwright.worker.link;

import java.io.IOException;

/** The control plane is there, and does not take this worker; the message says why. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1;

  RefusedException(String why) {
    super(why);
  }
}
