package org.arkwright.identity;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.arkwright.file.WholeFile;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;

/**
 * The names of principals, in a file beside the journal. The journal contains only their ids, so a
 * name can be changed or erased without touching the history.
 */
public final class Principals {
  /** The name of whoever set the home up and holds the administrator's token. */
  private static final String OWNER = "admin";

  private static final JsonMapper JSON = new JsonMapper();
  private static final String NAME = "name";

  private Principals() {}

  /** Returns the id of the home's owner, which the first call creates. */
  public static PrincipalId owner(Path file) throws StartException {
    return named(file, OWNER);
  }

  /** Returns the names of all principals in the file; none if there is no file. */
  public static PrincipalNames names(Path file) throws StartException {
    try {
      Map<PrincipalId, String> names = new HashMap<>();
      for (Map.Entry<String, JsonNode> entry : read(file).properties()) {
        if (Names.isValid(entry.getKey())) {
          names.put(new PrincipalId(entry.getKey()), entry.getValue().path(NAME).asText());
        }
      }
      return new PrincipalNames(names);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Returns the id of the principal with that name; creates one if the name is new. */
  private static PrincipalId named(Path file, String name) throws StartException {
    try {
      ObjectNode known = read(file);
      for (Map.Entry<String, JsonNode> entry : known.properties()) {
        if (entry.getValue().path(NAME).asText().equals(name) && Names.isValid(entry.getKey())) {
          return new PrincipalId(entry.getKey());
        }
      }
      PrincipalId id = new PrincipalId("p-" + UUID.randomUUID().toString().substring(0, 13));
      known.putObject(id.value()).put(NAME, name);
      WholeFile.replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(known));
      return id;
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static StartException unusable(Path file, IOException e) {
    return new StartException(
        ExitCodes.HOME,
        ("cannot read or write the names of principals in %s: %s."
                + " Repair the file, or move it away: principals then get new ids.")
            .formatted(file, e.getMessage()));
  }

  private static ObjectNode read(Path file) throws IOException {
    try {
      if (JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode known) {
        return known;
      }
      throw new IOException("it does not contain a JSON object");
    } catch (NoSuchFileException _) {
      return JSON.createObjectNode();
    } catch (JacksonException e) {
      throw new IOException("it does not contain a JSON object", e);
    }
  }
}
