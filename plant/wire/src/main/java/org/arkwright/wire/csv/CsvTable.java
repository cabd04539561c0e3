package org.arkwright.wire.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a CSV file in any dialect that a spreadsheet writes: separated by commas, semicolons,
 * tabs or bars, whichever the header has most of, or as a line {@code sep=;} says; with quoted
 * cells, any line ends, and a mark of UTF-8 or UTF-16. Rows of blank cells alone are skipped, and
 * blank cells beyond the header dropped. Cells are stripped of blanks around them. Belongs to one
 * thread; the caller closes the text.
 */
public final class CsvTable {
  private static final String SEPARATORS = ",;\t|";
  private static final int HEADER_MAX = 1 << 16;
  private static final int MARK_BYTES = 3;

  private final Iterator<Line> lines;
  private final RowHandler handler;
  private final List<String> header;
  private Optional<Problem> problem = Optional.empty();

  /**
   * A row.
   *
   * @param number of the line of the file in which it begins, from 1
   * @param cells stripped; as many as the header has where the file has no more or no fewer
   */
  public record Line(int number, List<String> cells) {}

  /**
   * What makes the rest of a file unreadable.
   *
   * @param line from 1
   * @param column the number of the cell in its row, from 1
   * @param value what is there
   */
  public record Problem(int line, int column, String value, String expected) {
    @Override
    public String toString() {
      return "column %d has %s; expected %s".formatted(column, value, expected);
    }
  }

  private CsvTable(CsvReader<Line> reader, RowHandler handler) {
    this.lines = reader.iterator();
    this.handler = handler;
    this.header = row().map(Line::cells).map(CsvTable::withoutBlankEnd).orElse(List.of());
  }

  /** Decodes a file by the mark at its beginning; as UTF-8 where it has none. */
  public static BufferedReader decoded(InputStream file) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(file, MARK_BYTES);
    byte[] first = bytes.readNBytes(MARK_BYTES);
    Charset charset = StandardCharsets.UTF_8;
    int mark = 0;
    if (first.length == MARK_BYTES
        && (first[0] & 0xff) == 0xef
        && (first[1] & 0xff) == 0xbb
        && (first[2] & 0xff) == 0xbf) {
      mark = MARK_BYTES;
    } else if (first.length >= 2 && (first[0] & 0xff) == 0xff && (first[1] & 0xff) == 0xfe) {
      charset = StandardCharsets.UTF_16LE;
      mark = 2;
    } else if (first.length >= 2 && (first[0] & 0xff) == 0xfe && (first[1] & 0xff) == 0xff) {
      charset = StandardCharsets.UTF_16BE;
      mark = 2;
    }
    bytes.unread(first, mark, first.length - mark);
    return new BufferedReader(new InputStreamReader(bytes, charset));
  }

  /** Reads the header; a file without any has an empty one. */
  public static CsvTable of(BufferedReader text) throws IOException {
    String first = peekLine(text);
    int skipped = 0;
    char separator = separatorOf(first);
    if (first.matches("(?i)sep=.")) {
      separator = first.charAt(first.length() - 1);
      text.readLine();
      skipped = 1;
    }
    RowHandler handler = new RowHandler(skipped);
    try {
      CsvReader<Line> reader =
          CsvReader.builder()
              .fieldSeparator(separator)
              .skipEmptyLines(true)
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .allowUnclosedQuote(false)
              .trimWhitespacesAroundQuotes(separator != '\t')
              .build(handler, text);
      return new CsvTable(reader, handler);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String peekLine(BufferedReader text) throws IOException {
    text.mark(HEADER_MAX + 1);
    StringBuilder line = new StringBuilder();
    int next = text.read();
    if (next != '\uFEFF') { // A mark that decoding left is no part of the first cell.
      text.reset();
      text.mark(HEADER_MAX + 1);
      next = text.read();
    } else {
      text.mark(HEADER_MAX + 1);
      next = text.read();
    }
    // Blank lines before the header tell nothing.
    for (int read = 0; next >= 0 && read < HEADER_MAX; read++) {
      boolean ends = next == '\n' || next == '\r';
      if (ends && !line.toString().isBlank()) {
        break;
      }
      line.append(ends ? "" : (char) next);
      next = text.read();
    }
    text.reset();
    return line.toString().strip();
  }

  private static char separatorOf(String line) {
    char best = ',';
    long most = 0;
    for (int i = 0; i < SEPARATORS.length(); i++) {
      char separator = SEPARATORS.charAt(i);
      long count = line.replaceAll("\"[^\"]*\"", "").chars().filter(c -> c == separator).count();
      if (count > most) {
        best = separator;
        most = count;
      }
    }
    return best;
  }

  /** The cells of the first row, without blank ones at its end. */
  public List<String> header() {
    return header;
  }

  /** The next row; empty at the end, and where the rest cannot be read: see {@link #problem}. */
  public Optional<Line> next() throws IOException {
    try {
      while (true) {
        Optional<Line> row = row();
        if (row.isEmpty() || row.get().cells().stream().anyMatch(cell -> !cell.isEmpty())) {
          return row.map(this::fitted);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Why the rest of the file cannot be read; empty where it was read to its end. */
  public Optional<Problem> problem() {
    return problem;
  }

  private Optional<Line> row() {
    try {
      Optional<Line> row =
          problem.isEmpty() && lines.hasNext() ? Optional.of(lines.next()) : Optional.empty();
      problem = problem.or(() -> row.flatMap(CsvTable::unreadable));
      return problem.isEmpty() ? row : Optional.empty();
    } catch (CsvParseException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      problem =
          Optional.of(
              new Problem(
                  handler.line(),
                  handler.fields() + 1,
                  "a quoted cell that cannot be read: " + cause.getMessage(),
                  "a closing quote before the next separator, and \"\" for a quote within"));
      return Optional.empty();
    }
  }

  /** Finds what other encodings leave in a text that is read as UTF-8. */
  private static Optional<Problem> unreadable(Line row) {
    for (int i = 0; i < row.cells().size(); i++) {
      String cell = row.cells().get(i);
      if (cell.startsWith("PK\u0003\u0004")) {
        return Optional.of(
            new Problem(
                row.number(), 1, "the beginning of a zip archive or .xlsx", "text, saved as CSV"));
      }
      int at = Math.max(cell.indexOf('\uFFFD'), cell.indexOf('\u0000'));
      if (at >= 0) {
        String what = cell.charAt(at) == 0 ? "a zero byte" : "bytes that are no character of UTF-8";
        String value = what + " at character " + (at + 1);
        return Optional.of(
            new Problem(row.number(), i + 1, value, "a file saved as UTF-8 (\"CSV UTF-8\")"));
      }
    }
    return Optional.empty();
  }

  private Line fitted(Line row) {
    int size = row.cells().size();
    while (size > header.size() && row.cells().get(size - 1).isEmpty()) {
      size--;
    }
    return new Line(row.number(), row.cells().subList(0, size));
  }

  private static List<String> withoutBlankEnd(List<String> cells) {
    int size = cells.size();
    while (size > 0 && cells.get(size - 1).isEmpty()) {
      size--;
    }
    return List.copyOf(cells.subList(0, size));
  }

  /** Collects the cells of a row, and knows where reading stopped. */
  private static final class RowHandler extends AbstractBaseCsvCallbackHandler<Line> {
    private final int skipped;
    private List<String> cells = new ArrayList<>();
    private int line;

    RowHandler(int skipped) {
      this.skipped = skipped;
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
      cells = new ArrayList<>();
      line = Math.toIntExact(startingLineNumber) + skipped;
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
      cells.add(new String(buffer, offset, length).strip());
    }

    @Override
    protected Line buildRecord() {
      return new Line(line, cells);
    }

    int line() {
      return line;
    }

    int fields() {
      return cells.size();
    }
  }
}
