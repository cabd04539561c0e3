package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.arkwright.api.imports.Import;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.StoreCheck;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.Lineage;

/** The JSON form of artifact versions and imports. */
public final class ArtifactView {
  private ArtifactView() {}

  /** Returns one version without its files. */
  public static ObjectNode brief(ArtifactVersion version, PrincipalNames names) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("project", version.project().value());
    json.put("kind", version.name().kind().word());
    json.put("name", version.name().name());
    json.put("version", version.version());
    json.put("ref", version.ref().toString());
    json.put("manifest", version.files().manifest().hex());
    json.put("size", version.files().size().value());
    json.put("fileCount", version.files().files());
    json.put("by", names.author(version.by()));
    json.put("createdAt", Timestamps.text(version.atNanos()));
    json.set("lineage", lineage(version.lineage()));
    return json;
  }

  private static ObjectNode lineage(Lineage lineage) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("origin", lineage.origin());
    lineage.job().ifPresent(job -> json.put("job", job.toString()));
    ObjectNode inputs = json.putObject("inputs");
    lineage.inputs().forEach((mount, ref) -> inputs.put(mount, ref.toString()));
    lineage.fingerprint().ifPresent(digest -> json.put("fingerprint", digest.hex()));
    return json;
  }

  /** Returns one version with its files. */
  public static ObjectNode full(ArtifactVersion version, Manifest manifest, PrincipalNames names) {
    ObjectNode json = brief(version, names);
    ArrayNode files = json.putArray("files");
    for (Manifest.File file : manifest.files()) {
      files
          .addObject()
          .put("path", file.path())
          .put("size", file.size().value())
          .put("sha256", file.digest().hex())
          .put("executable", file.executable());
    }
    return json;
  }

  /** Returns a list of versions. */
  public static ObjectNode list(List<ArtifactVersion> versions, PrincipalNames names) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray("artifacts");
    versions.forEach(version -> list.add(brief(version, names)));
    return json;
  }

  /** Returns a list of imports. */
  public static ObjectNode imports(List<Import> imports, PrincipalNames names) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray("imports");
    imports.forEach(one -> list.add(of(one, names)));
    return json;
  }

  /** Returns what is wrong with stored files, and which versions need them. */
  public static ObjectNode damage(StoreCheck.Report report, List<ArtifactVersion> versions) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("files", report.files());
    json.put("bytes", report.bytes());
    ArrayNode list = json.putArray("damaged");
    for (StoreCheck.Damage damage : report.damage()) {
      ObjectNode one = list.addObject();
      one.put("sha256", damage.digest().hex());
      one.put("path", damage.path());
      one.put("problem", damage.problem().name().toLowerCase(Locale.ROOT));
      ArrayNode needed = one.putArray("neededBy");
      for (ArtifactVersion version : versions) {
        if (version.files().manifest().equals(damage.manifest())) {
          needed
              .addObject()
              .put("project", version.project().value())
              .put("ref", version.ref().toString())
              .put("origin", version.lineage().origin());
        }
      }
    }
    return json;
  }

  /** Returns an import and its progress. */
  public static ObjectNode of(Import anImport, PrincipalNames names) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", anImport.id());
    json.put("project", anImport.project().value());
    json.put("name", anImport.name().toString());
    json.put("source", anImport.source());
    json.put("startedAt", anImport.startedAt().toString());
    json.put("bytesDone", Math.max(0, anImport.progress().bytesDone()));
    if (anImport.progress().bytesTotal() >= 0) {
      json.put("bytesTotal", anImport.progress().bytesTotal());
    }
    json.put("filesDone", anImport.progress().filesDone());
    ArrayNode leftOut = json.putArray("leftOut");
    anImport.progress().leftOut().forEach(leftOut::add);
    switch (anImport.status()) {
      case Import.Status.Running _ -> json.put("state", "Running");
      case Import.Status.Succeeded(ArtifactVersion version, boolean convertible) -> {
        json.put("state", "Succeeded");
        json.put("convertible", convertible);
        json.set("artifact", brief(version, names));
      }
      case Import.Status.Failed(String problem) ->
          json.put("state", "Failed").put("problem", problem);
    }
    return json;
  }
}
