package org.arkwright.journal;

/** The end of the chain, stored apart from the batches so that a truncated tail is detected. */
@SuppressWarnings("ArrayRecordComponent") // never compared as a record
record Head(long batches, long lastNumber, byte[] hash) {
  static final Head EMPTY = new Head(0, 0, Batch.GENESIS);

  Head after(Batch batch) {
    return new Head(batches + 1, batch.last(), batch.hash());
  }
}
