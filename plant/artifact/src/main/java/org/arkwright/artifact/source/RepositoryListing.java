package org.arkwright.artifact.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.artifact.ImportLimits;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.id.Digest;

/**
 * The files that a repository's tree lists, read entry by entry: what a stranger's server answers
 * may be of any size. Not thread-safe.
 */
final class RepositoryListing {
  private static final JsonFactory JSON = new JsonFactory();

  private final String source;
  private final long filesMax;
  private final List<Entry> files = new ArrayList<>();

  /**
   * @param source names the repository in messages
   * @param filesMax the most files that an import takes
   */
  RepositoryListing(String source, long filesMax) {
    this.source = source;
    this.filesMax = filesMax;
  }

  /**
   * A file of the repository.
   *
   * @param size in bytes, as listed; 0 if it is not
   * @param digest of large files; empty for others
   */
  record Entry(String path, long size, Optional<Digest> digest) {}

  List<Entry> files() {
    return List.copyOf(files);
  }

  /**
   * Adds what an answer lists.
   *
   * @throws ArtifactException when it is no list, or there are more files than an import takes
   */
  void add(Path answer) throws IOException {
    try (JsonParser json = JSON.createParser(answer.toFile())) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw noList("it begins with " + json.currentToken());
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == null) {
          throw noList("it is cut off");
        }
        entry(json);
      }
    } catch (JsonProcessingException e) {
      throw noList(e.getOriginalMessage());
    } catch (CharConversionException e) { // bytes that look like UTF-32, and are not
      throw noList(String.valueOf(e.getMessage()));
    }
  }

  private void entry(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String type = "";
    String path = "";
    long size = 0;
    Optional<Digest> digest = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "type" -> type = json.getValueAsString("");
        case "path" -> path = json.getValueAsString("");
        case "size" -> size = Math.max(0, json.getValueAsLong(0));
        case "lfs" -> digest = value == JsonToken.START_OBJECT ? large(json) : Optional.empty();
        default -> {}
      }
      json.skipChildren();
    }
    if (type.equals("file")) {
      if (files.size() >= filesMax) {
        throw ImportLimits.exceeded(source + " lists too many files", "files", filesMax);
      }
      files.add(new Entry(path, size, digest));
    }
  }

  private static Optional<Digest> large(JsonParser json) throws IOException {
    Optional<Digest> digest = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("oid")) {
        digest = Digest.parse(json.getValueAsString(""));
      }
      json.skipChildren();
    }
    return digest;
  }

  private ArtifactException noList(String problem) {
    return new ArtifactException(
        "%s cannot be listed: the server's answer is no list of files in JSON (%s)"
            .formatted(source, problem));
  }
}
