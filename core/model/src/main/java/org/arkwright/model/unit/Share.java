package org.arkwright.model.unit;

/** A part of one device in thousandths, 1 to 1,000. */
public record Share(int thousandths) {
  public static final Share WHOLE = new Share(1000);

  public Share {
    if (thousandths < 1 || thousandths > 1000) {
      throw new IllegalArgumentException("a share is 1 to 1000 thousandths: " + thousandths);
    }
  }

  public boolean isWhole() {
    return thousandths == 1000;
  }
}
