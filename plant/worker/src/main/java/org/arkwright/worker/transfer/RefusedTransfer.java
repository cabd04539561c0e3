package org.arkwright.worker.transfer;

import java.io.IOException;

/** Thrown when the control plane refuses an exchange of files, so that repeating it is no use. */
final class RefusedTransfer extends IOException {
  private static final long serialVersionUID = 1;

  RefusedTransfer(String message) {
    super(message);
  }
}
