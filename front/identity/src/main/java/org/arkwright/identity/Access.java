package org.arkwright.identity;

/** The callers that an operation of the API admits. */
public enum Access {
  ANYONE,
  ADMINISTRATOR,
  /** The administrator, and the ranks of a live attempt, for their own project. */
  RANK,
  WORKER
}
