package io.tradeline.tools.replay;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.tradeline.tools.CommandException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads a file of past orders: CSV by RFC 4180 in UTF-8 with a header, plain or gzipped. */
final class OrderFile {
    /** More orders than this are not held in memory. */
    static final int MAX_ORDERS = 5_000_000;

    private static final int GZIP_MAGIC = 0x8b1f;

    private OrderFile() {}

    /**
     * Reads and checks the whole file. Wrong rows are left out and listed.
     *
     * @param maxProblems wrong rows after which the file is refused
     * @throws CommandException when there is no such file, when it is not CSV with these columns, or when too much in it is wrong
     */
    static OrderRows read(Path file, int maxProblems) {
        try {
            String digest = digest(file);
            try (InputStream in = plain(new BufferedInputStream(Files.newInputStream(file)))) {
                return parse(in, maxProblems, digest);
            }
        } catch (NoSuchFileException missing) {
            throw CommandException.usage(file + ": no such file");
        } catch (IOException | UncheckedIOException unreadable) {
            throw CommandException.failed(file + ": can't be read: " + unreadable.getMessage(), unreadable);
        } catch (CsvParseException broken) {
            throw CommandException.failed(file + ": not CSV: " + broken.getMessage(), broken);
        }
    }

    private static InputStream plain(BufferedInputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() | in.read() << 8;
        in.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static OrderRows parse(InputStream in, int maxProblems, String digest) throws IOException {
        List<PastOrder> orders = new ArrayList<>();
        List<RowProblem> problems = new ArrayList<>();
        int anonymous = 0;
        int withoutValue = 0;
        OrderRowParser parser = new OrderRowParser();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .detectBomHeader(true)
                .ofCsvRecord(in, StandardCharsets.UTF_8)) {
            Iterator<CsvRecord> records = reader.iterator();
            List<String> header = header(records);
            while (records.hasNext()) {
                CsvRecord row = records.next();
                OrderRowParser.Parsed parsed = row.getFieldCount() == header.size()
                        ? parser.parse(new CsvRow(header, row))
                        : wrongWidth(row, header.size());
                if (parsed instanceof OrderRowParser.Accepted accepted) {
                    orders.add(accepted.order());
                } else if (parsed instanceof OrderRowParser.Refused refused) {
                    problems.add(refused.problem());
                } else if (parsed instanceof OrderRowParser.Anonymous) {
                    anonymous++;
                } else {
                    withoutValue++;
                }
                refuseTooMuch(orders.size(), problems, maxProblems);
            }
        }
        orders.sort(Comparator.comparing(PastOrder::placedAt));
        return new OrderRows(orders, problems, anonymous, withoutValue, digest);
    }

    private static void refuseTooMuch(int orders, List<RowProblem> problems, int maxProblems) {
        if (problems.size() > maxProblems) {
            StringBuilder message = new StringBuilder("more than " + maxProblems + " wrong rows; nothing was replayed");
            problems.stream()
                    .limit(10)
                    .forEach(problem -> message.append("\n  ").append(problem));
            throw CommandException.failed(message.toString());
        }
        if (orders > MAX_ORDERS) {
            throw CommandException.failed("orders: more than " + MAX_ORDERS + " in one file (expected: at most that)");
        }
    }

    private static List<String> header(Iterator<CsvRecord> records) {
        List<String> header = records.hasNext()
                ? records.next().getFields().stream().map(String::strip).toList()
                : List.of();
        for (String column : OrderRowParser.COLUMNS) {
            if (!header.contains(column)) {
                throw CommandException.failed("columns: " + String.join(",", header) + " (expected: "
                        + String.join(",", OrderRowParser.COLUMNS) + ")");
            }
        }
        return header;
    }

    private static OrderRowParser.Parsed wrongWidth(CsvRecord row, int expected) {
        return new OrderRowParser.Refused(new RowProblem(
                row.getStartingLineNumber(), "fields: " + row.getFieldCount() + " (expected: " + expected + ")"));
    }

    private static String digest(Path file) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private record CsvRow(List<String> header, CsvRecord row) implements OrderRowParser.Row {
        @Override
        public long line() {
            return row.getStartingLineNumber();
        }

        @Override
        public String field(String column) {
            return row.getField(header.indexOf(column));
        }
    }
}
