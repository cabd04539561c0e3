package org.arkwright.cli.session;

/** Which build this is. */
public final class CliVersion {
  private CliVersion() {}

  /** The build's version; {@code development} where it does not run from a jar. */
  public static String text() {
    String version = CliVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The Java that runs it. */
  public static String java() {
    return Runtime.version() + " (" + System.getProperty("java.vendor", "") + ")";
  }
}
