package org.arkwright.gateway.usage;

/** How the tokens of a request are known. */
public enum TokenBasis {
  /** The backend reported them, or there was nothing to compute. */
  COUNTED,
  /** The client left before the backend could report: what was computed until then, estimated. */
  ESTIMATED,
  /** The backend reports no tokens, so they are not paid for; its time is. */
  UNTOLD
}
