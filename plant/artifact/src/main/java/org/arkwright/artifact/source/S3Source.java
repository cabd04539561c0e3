package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.Source;
import org.arkwright.artifact.blob.ArtifactException;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects below a prefix of a bucket, in Amazon S3 or any service with its protocol.
 * Credentials, region and, if not given, the endpoint are those that AWS's own tools find in the
 * server's environment and files.
 */
record S3Source(String bucket, String prefix, Optional<URI> endpoint, SourceRules rules)
    implements Source {
  private static final Pattern LOCATION =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/.*)?");

  static S3Source of(String text, Optional<URI> endpoint, SourceRules rules)
      throws ArtifactException {
    Matcher matcher = LOCATION.matcher(text);
    if (!matcher.matches()) {
      throw new ArtifactException(
          "'%s' is not an object storage location: expected s3://BUCKET or s3://BUCKET/PREFIX"
              .formatted(text));
    }
    String prefix = matcher.group(2) == null ? "" : matcher.group(2).substring(1);
    Optional<URI> resolvedEndpoint =
        endpoint.or(() -> Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL")).map(URI::create));
    return new S3Source(matcher.group(1), prefix, resolvedEndpoint, rules);
  }

  @Override
  public void addTo(FileSet files) throws IOException {
    if (endpoint.isPresent()) {
      rules.check(endpoint.get());
    }
    requireCredentials();
    try (S3Client client = client()) {
      List<S3Object> objects = new ArrayList<>();
      client
          .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix))
          .contents()
          .forEach(objects::add);
      // Consoles create empty objects to represent folders.
      objects.removeIf(object -> object.key().endsWith("/") && object.size() == 0);
      files.progress().expect(objects.stream().mapToLong(S3Object::size).sum());
      for (S3Object object : objects) {
        try (InputStream in = new S3Stream(client, bucket, object, files.progress())) {
          files.add(path(object.key()), in, false);
        }
      }
    } catch (NoSuchBucketException e) {
      throw new ArtifactException("there is no bucket '%s'".formatted(bucket), e);
    } catch (S3Exception e) {
      String advice =
          switch (e.statusCode()) {
            case 401, 403 -> ": the credentials of the server may not read it";
            case 301, 400 -> ": is the region right (AWS_REGION)?";
            default -> "";
          };
      throw new ArtifactException(
          "%s cannot be read: the storage answered HTTP %d%s"
              .formatted(this, e.statusCode(), advice),
          e);
    } catch (SdkException e) {
      throw new ArtifactException("%s cannot be read: %s".formatted(this, problem(e)), e);
    }
  }

  private String problem(SdkException failure) throws ArtifactException {
    if (failure.getCause() instanceof IOException network && endpoint.isPresent()) {
      return NetworkProblem.text(
          network, endpoint.get(), rules.network().proxies().of(endpoint.get()));
    }
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static void requireCredentials() throws ArtifactException {
    try (DefaultCredentialsProvider provider = DefaultCredentialsProvider.builder().build()) {
      var _ = provider.resolveCredentials();
    } catch (SdkException e) {
      throw new ArtifactException(
          "the server has no credentials for object storage: set AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, where `arkwright up` is called",
          e);
    }
  }

  private S3Client client() throws IOException {
    Connections connections = rules.network().connections();
    S3ClientBuilder builder =
        S3Client.builder()
            .region(region())
            .httpClient(
                UrlConnectionHttpClient.create(uri -> {
                  try {
                    return connections.open(uri);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
    // Other services seldom have a host name for each bucket.
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

  /** Returns the path below the prefix's folder; a single object keeps its last name. */
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
