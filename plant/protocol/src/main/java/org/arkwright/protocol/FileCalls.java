package org.arkwright.protocol;

/**
 * The calls by which a worker that shares no disk with its control plane exchanges files with it:
 * blobs by their SHA-256, in pieces that can be resumed, and manifests. A worker reads and writes
 * only for attempts that have ranks on its node.
 */
public final class FileCalls {
  /**
   * Blobs: {@code GET} with a range, {@code HEAD} for what arrived, {@code PUT} with a range. Small
   * ones together: {@code PUT}, and {@code POST} of a list of digests as JSON, which is answered
   * with them in its order; each behind its length in eight bytes, the greatest first.
   */
  public static final String BLOBS = "/worker/v1/blobs";

  /** Which of a list of digests are not in the store: {@code POST}, JSON both ways. */
  public static final String MISSING = "/worker/v1/missing";

  /** Manifests: {@code GET} and {@code PUT}. */
  public static final String MANIFESTS = "/worker/v1/manifests";

  /** How far transfers are: {@code POST} of a {@link TransferReport}. */
  public static final String TRANSFERS = "/worker/v1/transfers";

  /** The header that tells how many bytes of a blob have arrived from this worker. */
  public static final String ARRIVED = "arkwright-arrived";

  /** The header with the worker's node, written {@code SITE/NAME}. */
  public static final String NODE = "arkwright-node";

  /** The most digests in one question for what is missing. */
  public static final int ASKED_MAX = 20_000;

  /** The most bytes of a file that is fetched together with others. */
  public static final int SMALL_BYTES_MAX = 1 << 16;

  /** The most bytes of files that are fetched together. */
  public static final int TOGETHER_BYTES_MAX = 1 << 20;

  /** The most files that are fetched together. */
  public static final int TOGETHER_MAX = 512;

  /** The status by which the control plane says that its disk has no room. */
  public static final int FULL = 507;

  private FileCalls() {}
}
