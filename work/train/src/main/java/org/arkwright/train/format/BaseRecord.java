package org.arkwright.train.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which weights an adapter belongs to.
 *
 * @param name of the base
 * @param files the SHA-256 of each file with weights, by its name, in order
 */
public record BaseRecord(String name, Map<String, String> files) {
  /** The file beside an adapter. */
  public static final String FILE = "base.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads all files once. */
  public static BaseRecord of(String name, List<Path> files) throws IOException {
    Map<String, String> digests = new LinkedHashMap<>();
    for (Path file : files) {
      digests.put(file.getFileName().toString(), digest(file));
    }
    return new BaseRecord(name, digests);
  }

  private static String digest(Path file) throws IOException {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        sha256.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** The digests of all files as one text. */
  public String digests() {
    return String.join(" ", files.values());
  }

  void write(Path folder) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name);
    ObjectNode sha256 = json.putObject("sha256");
    files.forEach(sha256::put);
    Files.writeString(
        folder.resolve(FILE),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n",
        StandardCharsets.UTF_8);
  }
}
