package org.arkwright.tracking.request;

/**
 * One call of MLflow's REST API.
 *
 * @param method of HTTP
 * @param version of the API, 2 or 3
 * @param path below {@code /api/VERSION.0/mlflow/}, with parameters in braces
 */
public record TrackingCall(String method, int version, String path) {}
