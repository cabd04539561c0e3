package org.arkwright.identity;

/** Who may call an operation of the API. */
public enum Access {
  ANYONE,
  ADMINISTRATOR,
  /** The administrator, or the ranks of a live attempt for what is theirs. */
  RANK,
  WORKER
}
