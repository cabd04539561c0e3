package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import org.arkwright.artifact.BulkStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An object's content; where it breaks off it is fetched on from there, if it is still the same.
 */
final class S3Stream extends BulkStream {
  private static final int TRIES = 5;

  private final S3Client client;
  private final String bucket;
  private final S3Object object;
  private long at;
  private int failures;
  private boolean open;

  S3Stream(S3Client client, String bucket, S3Object object) {
    super(InputStream.nullInputStream());
    this.client = client;
    this.bucket = bucket;
    this.object = object;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (at < object.size()) {
      try {
        if (!open) {
          open();
        }
        int read = in.read(buffer, offset, length);
        if (read >= 0) {
          at += read;
          return read;
        }
        throw new IOException("%d of %d bytes came".formatted(at, object.size()));
      } catch (IOException | SdkException broken) {
        open = false;
        failures++;
        if (failures == TRIES) {
          throw new IOException(
              "s3://%s/%s broke off %d times: %s"
                  .formatted(bucket, object.key(), TRIES, broken.getMessage()),
              broken);
        }
      }
    }
    return -1;
  }

  private void open() throws IOException {
    in.close();
    in =
        client.getObject(get ->
            get.bucket(bucket).key(object.key()).ifMatch(object.eTag()).range("bytes=" + at + "-"));
    open = true;
  }
}
