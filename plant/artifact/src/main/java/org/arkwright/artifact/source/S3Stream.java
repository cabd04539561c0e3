package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ThreadLocalRandom;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.blob.BulkStream;
import org.arkwright.model.unit.Backoff;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The content of an object; an interrupted download is resumed if the object is unchanged. */
final class S3Stream extends BulkStream {
  private static final int ATTEMPTS_MAX = 5;
  private static final Backoff BACKOFF = Backoff.ofMillis(500, 8_000);

  private final S3Client client;
  private final String bucket;
  private final S3Object object;
  private final ImportProgress progress;
  private long position;
  private int failures;
  private boolean open;

  S3Stream(S3Client client, String bucket, S3Object object, ImportProgress progress) {
    super(InputStream.nullInputStream());
    this.client = client;
    this.bucket = bucket;
    this.object = object;
    this.progress = progress;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (position < object.size()) {
      try {
        if (!open) {
          open();
        }
        int read = in.read(buffer, offset, length);
        if (read >= 0) {
          position += read;
          return read;
        }
        throw new IOException("received %d of %d bytes".formatted(position, object.size()));
      } catch (IOException | SdkException broken) {
        open = false;
        failures++;
        if (failures == ATTEMPTS_MAX) {
          throw new IOException(
              "s3://%s/%s was interrupted %d times: %s"
                  .formatted(bucket, object.key(), ATTEMPTS_MAX, broken.getMessage()),
              broken);
        }
        progress.check();
        pause();
      }
    }
    return -1;
  }

  private void pause() throws InterruptedIOException {
    try {
      Thread.sleep(BACKOFF.after(failures, ThreadLocalRandom.current()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void open() throws IOException {
    in.close();
    in =
        client.getObject(get ->
            get.bucket(bucket)
                .key(object.key())
                .ifMatch(object.eTag())
                .range("bytes=" + position + "-"));
    open = true;
  }
}
