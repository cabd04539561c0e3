package org.arkwright.tracking.search;

/**
 * What a comparison or an order is about.
 *
 * @param key the attribute's name, or the key of a metric, parameter or tag, or what of a dataset
 */
public record Field(Group group, String key) {
  /** The groups of fields. */
  public enum Group {
    ATTRIBUTE,
    METRIC,
    PARAM,
    TAG,
    DATASET;

    static Group of(String word) throws SearchException {
      return switch (word) {
        case "attribute", "attributes", "attr", "run" -> ATTRIBUTE;
        case "metric", "metrics" -> METRIC;
        case "parameter", "parameters", "param", "params" -> PARAM;
        case "tag", "tags" -> TAG;
        case "dataset", "datasets" -> DATASET;
        default ->
            throw new SearchException(
                "Invalid entity type '%s': expected metrics, params, tags, attributes or datasets"
                    .formatted(word));
      };
    }
  }
}
