package org.arkwright.api.artifact;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
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
import java.util.function.Function;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.imports.Import;
import org.arkwright.api.imports.Imports;
import org.arkwright.api.view.ArtifactView;
import org.arkwright.artifact.Source;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.source.SourceRules;
import org.arkwright.artifact.source.Sources;
import org.arkwright.identity.Permission;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.ProjectName;

/** The endpoints that start, show, list and stop imports. */
public final class ImportEndpoints implements EndpointGroup {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final List<String> FIELDS =
      List.of("name", "source", "endpoint", "sha256", "asIs", "whileAsked");

  private final Imports imports;
  private final SourceRules rules;

  /**
   * @param rules what imports may read
   */
  public ImportEndpoints(Imports imports, SourceRules rules) {
    this.rules = rules;
    this.imports = imports;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(
            "/api/v1/projects/{project}/imports", Permission.ARTIFACT_MANAGE, this::start),
        Endpoint.get("/api/v1/projects/{project}/imports", Permission.ARTIFACT_READ, this::list),
        Endpoint.get("/api/v1/imports/{import}", Permission.ARTIFACT_READ, this::show),
        Endpoint.post("/api/v1/imports/{import}/cancel", Permission.ARTIFACT_MANAGE, this::cancel));
  }

  private CompletableFuture<HttpResponse> start(ApiRequest request) {
    Optional<ProjectName> project = ArtifactEndpoints.project(request);
    JsonNode body = body(request);
    Optional<ArtifactName> name =
        required(request, body, "name", ArtifactName.SYNTAX).flatMap(ArtifactName::parse);
    if (body.has("name") && name.isEmpty()) {
      request.refuse("name", body.path("name").asText(""), ArtifactName.SYNTAX);
    }
    Optional<String> source = required(request, body, "source", Sources.SYNTAX);
    Optional<URI> endpoint = endpoint(request, body);
    Optional<Digest> expected = optional(body, "sha256").flatMap(Digest::parse);
    if (body.hasNonNull("sha256") && expected.isEmpty()) {
      request.refuse("sha256", body.path("sha256").asText(""), Digest.SYNTAX);
    }
    if (!request.problems().isEmpty() || project.isEmpty() || name.isEmpty() || source.isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    try {
      boolean asIs = body.path("asIs").asBoolean();
      Source parsedSource =
          Sources.of(name.get().kind(), source.get(), endpoint, expected, asIs, rules);
      Import started =
          imports.start(
              project.get(),
              name.get(),
              parsedSource,
              body.path("whileAsked").asBoolean()
                  ? Imports.Ending.WITH_CLIENT
                  : Imports.Ending.DETACHED,
              asIs ? Imports.Models.ANY : Imports.Models.LOADABLE,
              request.origin());
      return ApiReplies.done(
          ApiReplies.json(HttpStatus.ACCEPTED, ArtifactView.of(started, request.names())));
    } catch (ArtifactException e) {
      return ApiReplies.done(
          ProblemReply.of(
                  HttpStatus.BAD_REQUEST,
                  "invalid",
                  String.valueOf(e.getMessage()),
                  "Name one of: " + Sources.SYNTAX + ".")
              .response());
    }
  }

  private static Optional<URI> endpoint(ApiRequest request, JsonNode body) {
    Optional<String> text = optional(body, "endpoint");
    try {
      Optional<URI> uri = text.map(URI::create).filter(one -> one.getHost() != null);
      if (text.isPresent() && uri.isEmpty()) {
        request.refuse("endpoint", text.get(), "a URL such as https://huggingface.co");
      }
      return uri;
    } catch (IllegalArgumentException _) {
      request.refuse("endpoint", text.orElse(""), "a URL such as https://huggingface.co");
      return Optional.empty();
    }
  }

  private static JsonNode body(ApiRequest request) {
    try {
      JsonNode body = JSON.readTree(request.body());
      if (!body.isObject()) {
        request.refuse("the body", "", "a JSON object of " + String.join(", ", FIELDS));
      }
      TreeSet<String> unknown = new TreeSet<>();
      body.fieldNames().forEachRemaining(unknown::add);
      FIELDS.forEach(unknown::remove);
      unknown.forEach(field -> request.refuse("the body", field, String.join(", ", FIELDS)));
      return body;
    } catch (IOException e) {
      request.refuse("the body", "", "a JSON object of " + String.join(", ", FIELDS));
      return JSON.createObjectNode();
    }
  }

  private static Optional<String> optional(JsonNode body, String field) {
    return Optional.of(body.path(field).asText("")).filter(text -> !text.isBlank());
  }

  private static Optional<String> required(
      ApiRequest request, JsonNode body, String field, String expected) {
    Optional<String> text = optional(body, field);
    if (text.isEmpty()) {
      request.refuse(field, "", expected);
    }
    return text;
  }

  private CompletableFuture<HttpResponse> list(ApiRequest request) {
    return ApiReplies.done(
        ArtifactEndpoints.project(request)
            .map(project ->
                ApiReplies.ok(ArtifactView.imports(imports.all(project), request.names())))
            .orElseGet(() -> ProblemReply.of(request.problems()).response()));
  }

  private CompletableFuture<HttpResponse> show(ApiRequest request) {
    return withImport(
        request,
        found -> {
          found.asked();
          return ApiReplies.ok(ArtifactView.of(found, request.names()));
        });
  }

  private CompletableFuture<HttpResponse> cancel(ApiRequest request) {
    return withImport(
        request,
        found -> {
          imports.stop(found, request.sender());
          return ApiReplies.json(HttpStatus.ACCEPTED, ArtifactView.of(found, request.names()));
        });
  }

  private CompletableFuture<HttpResponse> withImport(
      ApiRequest request, Function<Import, HttpResponse> answer) {
    String id = request.path("import");
    return ApiReplies.done(
        imports
            .find(id)
            .map(answer)
            .orElseGet(() -> ProblemReply.notFound("import", id).response()));
  }
}
