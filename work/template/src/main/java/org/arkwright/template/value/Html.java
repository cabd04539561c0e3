package org.arkwright.template.value;

import org.arkwright.template.bound.Budget;

/** The five characters that HTML escapes, as markupsafe writes them. */
public final class Html {
  private Html() {}

  public static String escape(String text, Budget budget) {
    long special = text.chars().filter(c -> "&<>'\"".indexOf(c) >= 0).count();
    budget.characters(text.length() + special * 5);
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '\'' -> escaped.append("&#39;");
        case '"' -> escaped.append("&#34;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
