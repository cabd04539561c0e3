package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.ModelForm;
import org.arkwright.artifact.Pickles;
import org.arkwright.artifact.Source;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.source.RepositoryListing.Entry;
import org.arkwright.model.artifact.ArtifactKind;

/**
 * A repository behind Hugging Face's API: its tree lists the files, with the SHA-256 of large ones,
 * and {@code resolve/REVISION} serves them. Pickled weights are skipped if the repository also has
 * safetensors or GGUF, and refused otherwise. What a model is is found out by its config.json,
 * before anything larger is downloaded.
 */
record RepositorySource(
    URI endpoint, String prefix, String name, String revision, boolean asIs, SourceRules rules)
    implements Source {
  /** Far more than any repository has: an endless chain of pages is not followed for ever. */
  private static final int PAGES_MAX = 10_000;

  static RepositorySource of(
      ArtifactKind kind, String text, Optional<URI> endpoint, boolean asIs, SourceRules rules)
      throws ArtifactException {
    int at = text.indexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    String revision = at < 0 ? "main" : text.substring(at + 1);
    if (!name.matches("(?!\\.+(/|$))[\\w.-]+(/(?!\\.+$)[\\w.-]+)?")
        || !revision.matches("[\\w./-]+")) {
      throw new ArtifactException(
          "'hf://%s' is not a repository: expected hf://OWNER/NAME or hf://OWNER/NAME@REVISION"
              .formatted(text));
    }
    return new RepositorySource(
        endpoint.isPresent() ? endpoint.get() : rules.network().repositories(),
        kind == ArtifactKind.DATASET ? "datasets/" : "",
        name,
        revision,
        asIs || kind != ArtifactKind.MODEL,
        rules);
  }

  @Override
  public void addTo(FileSet files) throws IOException {
    if (rules.network().isOffline()) {
      throw new ArtifactException(
          "%s is not asked for: HF_HUB_OFFLINE is set where the server was started"
              .formatted(this));
    }
    List<Entry> entries = list(files);
    boolean hasSafeWeights =
        entries.stream().anyMatch(entry -> entry.path().matches(".*\\.(safetensors|gguf)"));
    List<Entry> selected = new ArrayList<>();
    for (Entry entry : entries) {
      if (hasSafeWeights && isPickle(entry.path())) {
        files.progress().leaveOut(entry.path(), "a pickle, which runs code when it is loaded");
      } else {
        selected.add(entry);
      }
    }
    Optional<Entry> pickle = selected.stream().filter(entry -> isPickle(entry.path())).findFirst();
    if (pickle.isPresent()) {
      throw new ArtifactException(
          "%s contains pickled weights ('%s') but no safetensors, and is refused"
              .formatted(this, pickle.get().path()));
    }
    files.progress().expect(selected.stream().mapToLong(Entry::size).sum());
    // First, because it says whether the others are of use.
    selected.sort(Comparator.comparing(entry -> !entry.path().equals(ModelForm.CONFIG)));
    for (Entry entry : selected) {
      try (Download download = Download.open(resolve(entry.path()), remote(), files)) {
        Path file = download.complete(entry.digest());
        files.progress().read(-Files.size(file));
        if (!asIs && entry.path().equals(ModelForm.CONFIG)) {
          refuseForeign(file, selected);
        }
        try (InputStream in = Files.newInputStream(file)) {
          files.add(entry.path(), in, false);
        }
        download.discard();
      }
    }
  }

  private static void refuseForeign(Path config, List<Entry> entries) throws IOException {
    if (Files.size(config) <= ModelForm.CONFIG_BYTES_MAX
        && ModelForm.of(entries.stream().map(Entry::path).toList(), Files.readAllBytes(config))
            instanceof ModelForm.Foreign foreign) {
      throw new ArtifactException(foreign.refusal());
    }
  }

  private static boolean isPickle(String path) {
    return Pickles.isNamedLikeOne(path) || path.matches("(.*/)?pytorch_model.*\\.bin");
  }

  private Remote remote() {
    Optional<String> token = rules.network().repositoryToken();
    return new Remote(
        rules,
        token,
        endpoint,
        status ->
            switch (status) {
              case 401 ->
                  token.isPresent()
                      ? ": the token (HF_TOKEN) is not valid there, or there is no such repository"
                      : ": the repository is private or gated, or there is none of that name."
                          + needsToken();
              case 403 ->
                  token.isPresent()
                      ? ": the owner of the token (HF_TOKEN) may not read it. Accept its licence at"
                          + " "
                          + page()
                      : ": the repository is gated." + needsToken();
              case 404 ->
                  ": expected hf://OWNER/NAME@REVISION of a repository that is there; look at "
                      + page();
              default -> "";
            });
  }

  private String needsToken() {
    return " Accept its licence at "
        + page()
        + ", set HF_TOKEN, and start the server again: it takes the variable from where `arkwright"
        + " up` is called";
  }

  private URI page() {
    return endpoint.resolve("/" + prefix + name);
  }

  private List<Entry> list(FileSet files) throws IOException {
    URI tree =
        endpoint.resolve(
            "/api/%s%s/tree/%s?recursive=true"
                .formatted(prefix.isEmpty() ? "models/" : prefix, name, escape(revision)));
    RepositoryListing listing =
        new RepositoryListing(toString(), files.progress().limits().files());
    Optional<URI> page = Optional.of(tree);
    for (int pages = 0; page.isPresent() && pages < PAGES_MAX; pages++) {
      try (Download download = Download.open(page.get(), remote(), files)) {
        Path file = download.complete(Optional.empty());
        files.progress().read(-Files.size(file));
        listing.add(file);
        download.discard();
        page = download.nextPage();
      }
    }
    List<Entry> entries = listing.files();
    if (entries.isEmpty()) {
      throw new ArtifactException("%s lists no files".formatted(this));
    }
    for (Entry entry : entries) {
      files.requireStorable(entry.path()); // before anything is downloaded
    }
    return entries;
  }

  private URI resolve(String path) {
    return endpoint.resolve(
        "/%s%s/resolve/%s/%s".formatted(prefix, name, escape(revision), escape(path)));
  }

  private static String escape(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  @Override
  public String toString() {
    String at = Network.isPublic(endpoint) ? "" : " at " + endpoint;
    return "hf://" + name + "@" + revision + at;
  }
}
