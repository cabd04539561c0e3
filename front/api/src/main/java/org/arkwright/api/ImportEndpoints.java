package org.arkwright.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.arkwright.api.imports.Import;
import org.arkwright.api.imports.Imports;
import org.arkwright.api.view.ArtifactView;
import org.arkwright.artifact.ArtifactException;
import org.arkwright.artifact.Source;
import org.arkwright.artifact.source.Sources;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.ProjectName;

/** Begins imports and tells how far they are. */
public final class ImportEndpoints implements EndpointGroup {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> FIELDS = List.of("name", "source", "endpoint", "sha256");

  private final Imports imports;

  public ImportEndpoints(Imports imports) {
    this.imports = imports;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/projects/{project}/imports", this::start),
        Endpoint.get("/api/v1/imports/{import}", this::show));
  }

  private CompletableFuture<HttpResponse> start(ApiRequest call) {
    Optional<ProjectName> project = ArtifactEndpoints.project(call);
    JsonNode wish = body(call);
    Optional<ArtifactName> name =
        required(call, wish, "name", ArtifactName.SYNTAX).flatMap(ArtifactName::parse);
    if (wish.has("name") && name.isEmpty()) {
      call.refuse("name", wish.path("name").asText(""), ArtifactName.SYNTAX);
    }
    Optional<String> source = required(call, wish, "source", Sources.SYNTAX);
    Optional<URI> endpoint = endpoint(call, wish);
    Optional<Digest> expected = optional(wish, "sha256").flatMap(Digest::parse);
    if (wish.hasNonNull("sha256") && expected.isEmpty()) {
      call.refuse("sha256", wish.path("sha256").asText(""), Digest.SYNTAX);
    }
    if (!call.problems().isEmpty() || project.isEmpty() || name.isEmpty() || source.isEmpty()) {
      return JobEndpoints.done(ProblemReply.of(call.problems()).response());
    }
    try {
      Source from = Sources.of(name.get().kind(), source.get(), endpoint, expected);
      Import begun =
          imports.start(project.get(), name.get(), from, SubmitEndpoint.CALLER, call.origin());
      return JobEndpoints.done(ApiReplies.json(HttpStatus.ACCEPTED, ArtifactView.of(begun)));
    } catch (ArtifactException e) {
      return JobEndpoints.done(
          ProblemReply.of(
                  HttpStatus.BAD_REQUEST,
                  "invalid",
                  String.valueOf(e.getMessage()),
                  "Name one of: " + Sources.SYNTAX + ".")
              .response());
    }
  }

  private static Optional<URI> endpoint(ApiRequest call, JsonNode wish) {
    Optional<String> text = optional(wish, "endpoint");
    try {
      Optional<URI> uri = text.map(URI::create).filter(one -> one.getHost() != null);
      if (text.isPresent() && uri.isEmpty()) {
        call.refuse("endpoint", text.get(), "a URL such as https://huggingface.co");
      }
      return uri;
    } catch (IllegalArgumentException _) {
      call.refuse("endpoint", text.orElse(""), "a URL such as https://huggingface.co");
      return Optional.empty();
    }
  }

  private static JsonNode body(ApiRequest call) {
    try {
      JsonNode wish = JSON.readTree(call.body());
      if (!wish.isObject()) {
        call.refuse("the body", "", "a JSON object of " + String.join(", ", FIELDS));
      }
      TreeSet<String> unknown = new TreeSet<>();
      wish.fieldNames().forEachRemaining(unknown::add);
      FIELDS.forEach(unknown::remove);
      unknown.forEach(field -> call.refuse("the body", field, String.join(", ", FIELDS)));
      return wish;
    } catch (IOException e) {
      call.refuse("the body", "", "a JSON object of " + String.join(", ", FIELDS));
      return JSON.createObjectNode();
    }
  }

  private static Optional<String> optional(JsonNode wish, String field) {
    return Optional.of(wish.path(field).asText("")).filter(text -> !text.isBlank());
  }

  private static Optional<String> required(
      ApiRequest call, JsonNode wish, String field, String expected) {
    Optional<String> text = optional(wish, field);
    if (text.isEmpty()) {
      call.refuse(field, "", expected);
    }
    return text;
  }

  private CompletableFuture<HttpResponse> show(ApiRequest call) {
    String id = call.path("import");
    return JobEndpoints.done(
        imports
            .find(id)
            .map(found -> ApiReplies.ok(ArtifactView.of(found)))
            .orElseGet(() -> ProblemReply.notFound("import", id).response()));
  }
}
