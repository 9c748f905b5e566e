package io.tradeline.tools.text;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as their widest cell. Cells hold no escape sequences: paint whole lines afterwards. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    private TextTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Columns by their headings; a heading that starts with '>' is aligned right. */
    public static TextTable of(String... headings) {
        List<Column> columns = new ArrayList<>();
        for (String heading : headings) {
            boolean right = heading.startsWith(">");
            columns.add(new Column(right ? heading.substring(1) : heading, right));
        }
        return new TextTable(columns);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException when there are not as many cells as columns
     */
    public TextTable row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + columns.size() + ")");
        }
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The headings, unless all are empty, and the rows; each line starts with the indent and has no trailing blanks. */
    public List<String> lines(String indent) {
        List<String> lines = new ArrayList<>();
        List<String> headings = columns.stream().map(Column::heading).toList();
        if (headings.stream().anyMatch(heading -> !heading.isEmpty())) {
            lines.add(line(indent, headings));
        }
        for (List<String> row : rows) {
            lines.add(line(indent, row));
        }
        return lines;
    }

    private String line(String indent, List<String> cells) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < cells.size(); i++) {
            String blanks = " ".repeat(width(i) - length(cells.get(i)));
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).right() ? blanks + cells.get(i) : cells.get(i) + blanks);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = length(columns.get(column).heading());
        for (List<String> row : rows) {
            width = Math.max(width, length(row.get(column)));
        }
        return width;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private record Column(String heading, boolean right) {}
}
