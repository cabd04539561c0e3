package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.artifact.ArtifactException;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.Source;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects below a prefix of a bucket, on Amazon's service or any that speaks its protocol.
 * Credentials, region and, where none is given here, the endpoint are those that AWS's own tools
 * find in the server's environment and files.
 */
record S3Source(String bucket, String prefix, Optional<URI> endpoint) implements Source {
  private static final Pattern PLACE =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/.*)?");

  static S3Source of(String text, Optional<URI> endpoint) throws ArtifactException {
    Matcher place = PLACE.matcher(text);
    if (!place.matches()) {
      throw new ArtifactException(
          "'%s' is no place in object storage: expected s3://BUCKET or s3://BUCKET/PREFIX"
              .formatted(text));
    }
    String prefix = place.group(2) == null ? "" : place.group(2).substring(1);
    Optional<URI> other =
        endpoint.or(() -> Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL")).map(URI::create));
    return new S3Source(place.group(1), prefix, other);
  }

  @Override
  public void bring(FileSet into) throws IOException {
    try (S3Client client = client()) {
      List<S3Object> objects = new ArrayList<>();
      client
          .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix))
          .contents()
          .forEach(objects::add);
      // What consoles make to show an empty folder is no file.
      objects.removeIf(object -> object.key().endsWith("/") && object.size() == 0);
      into.progress().expect(objects.stream().mapToLong(S3Object::size).sum());
      for (S3Object object : objects) {
        try (InputStream in = new S3Stream(client, bucket, object)) {
          into.add(path(object.key()), in, false);
        }
      }
    } catch (NoSuchBucketException e) {
      throw new ArtifactException("there is no bucket '%s'".formatted(bucket), e);
    } catch (SdkException e) {
      throw new ArtifactException("%s cannot be read: %s".formatted(this, e.getMessage()), e);
    }
  }

  private S3Client client() {
    S3ClientBuilder builder = S3Client.builder().region(region());
    // Others than Amazon's own seldom have a name for each bucket.
    endpoint.ifPresent(uri -> builder.endpointOverride(uri).forcePathStyle(true));
    return builder.build();
  }

  private static Region region() {
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkException _) {
      return Region.US_EAST_1;
    }
  }

  /** Below the prefix's last folder; the object itself keeps its last name. */
  private String path(String key) {
    boolean folder =
        key.startsWith(prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
    int begin = prefix.isEmpty() || prefix.endsWith("/") ? prefix.length() : prefix.length() + 1;
    return folder ? key.substring(begin) : key.substring(prefix.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    String at = endpoint.map(uri -> " at " + uri).orElse("");
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix) + at;
  }
}
