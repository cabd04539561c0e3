package org.arkwright.cli.shell;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;

/**
 * The frames that several threads have to send, as the body of one request. Who types faster than
 * is sent waits. For one subscriber.
 *
 * <p>It is no {@link java.io.InputStream}: the JDK's client waits for the next bytes of one before
 * it sends those that it has, so that what was typed last would stay here.
 */
final class TypedFrames implements Flow.Publisher<ByteBuffer> {
  private static final int FRAMES_MAX = 16;

  private final SubmissionPublisher<ByteBuffer> frames =
      new SubmissionPublisher<>(ForkJoinPool.commonPool(), FRAMES_MAX);
  private final CountDownLatch subscribed = new CountDownLatch(1);

  /** Sends a frame, once there is a request to send it with; discards it when that has ended. */
  void send(byte[] frame) throws InterruptedException {
    subscribed.await();
    int _ = frames.submit(ByteBuffer.wrap(frame));
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    frames.subscribe(subscriber);
    subscribed.countDown();
  }
}
