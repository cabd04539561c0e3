package org.arkwright.journal;

/** Where the chain ends: kept beside the batches, so that a cut-off tail does not go unnoticed. */
@SuppressWarnings("ArrayRecordComponent") // compared by its bytes, in one place
record Head(long batches, long lastNumber, byte[] hash) {
  static final Head EMPTY = new Head(0, 0, Batch.GENESIS);

  Head after(Batch batch) {
    return new Head(batches + 1, batch.last(), batch.hash());
  }
}
