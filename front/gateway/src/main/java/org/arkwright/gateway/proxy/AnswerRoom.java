package org.arkwright.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for answers that are read to their end before they are sent. A replica may answer
 * without end, and its answer must not cost the server its life. Any thread.
 */
final class AnswerRoom {
  /** The longest answer, in bytes: some two thousand vectors of three thousand numbers. */
  static final long ANSWER_MAX = 64 << 20;

  private final long allMax;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param allMax of all answers together, in bytes
   */
  AnswerRoom(long allMax) {
    this.allMax = allMax;
  }

  /** Thrown into the stream of an answer for which there is no room. */
  static final class NoRoomException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoRoomException(String message) {
      super(message, null, false, false);
    }
  }

  /** The part of the room that one answer has taken. For one thread. */
  final class Part {
    private long size;

    /**
     * Takes room for more bytes of the answer.
     *
     * @throws NoRoomException where there is none
     */
    void take(int bytes) {
      if (size + bytes > ANSWER_MAX) {
        throw new NoRoomException(
            "The replica's answer is larger than %d MiB; ask for less at once, or for a stream."
                .formatted(ANSWER_MAX >> 20));
      }
      if (taken.addAndGet(bytes) > allMax) {
        taken.addAndGet(-bytes);
        throw new NoRoomException("Too many large answers are on their way; ask again later.");
      }
      size += bytes;
    }

    /** Gives all of it back. */
    void give() {
      taken.addAndGet(-size);
      size = 0;
    }
  }
}
