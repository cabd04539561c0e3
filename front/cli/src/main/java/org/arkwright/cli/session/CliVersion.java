package org.arkwright.cli.session;

/** The versions of this build and of its Java runtime. */
public final class CliVersion {
  private CliVersion() {}

  /** Returns the build's version, or {@code development} if it does not run from a jar. */
  public static String text() {
    String version = CliVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Returns the version and vendor of the Java runtime. */
  public static String java() {
    return Runtime.version() + " (" + System.getProperty("java.vendor", "") + ")";
  }
}
