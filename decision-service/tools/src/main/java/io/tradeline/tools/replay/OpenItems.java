package io.tradeline.tools.replay;

import io.tradeline.proto.decision.v1.Allocation;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one customer believes to owe, so that it never pays more than is open of an invoice. Amounts in pence. Not a copy of the ledger: that is
 * the decision service's.
 */
final class OpenItems {
    private static final int MAX_ALLOCATIONS = 500;
    private static final Comparator<Key> DUE_FIRST =
            Comparator.comparing(Key::due).thenComparing(Key::documentId).thenComparingInt(Key::part);

    private final TreeMap<Key, Long> open = new TreeMap<>(DUE_FIRST);

    void add(String documentId, int part, LocalDate due, long amountMinor) {
        open.put(new Key(due, documentId, part), amountMinor);
    }

    /** Takes what is left of a part of an invoice; 0 when credits have used it up. */
    long settle(String documentId, int part, LocalDate due) {
        Long left = open.remove(new Key(due, documentId, part));
        return left == null ? 0 : left;
    }

    /** Takes an amount from what is due first. What exceeds the open items is left to the caller. */
    List<Allocation> credit(long amountMinor) {
        Map<String, Long> byDocument = new LinkedHashMap<>();
        long left = amountMinor;
        Iterator<Map.Entry<Key, Long>> items = open.entrySet().iterator();
        while (left > 0 && items.hasNext()) {
            Map.Entry<Key, Long> item = items.next();
            String documentId = item.getKey().documentId();
            if (byDocument.size() == MAX_ALLOCATIONS && !byDocument.containsKey(documentId)) {
                break;
            }
            long used = Math.min(left, item.getValue());
            byDocument.merge(documentId, used, Long::sum);
            left -= used;
            if (used == item.getValue()) {
                items.remove();
            } else {
                item.setValue(item.getValue() - used);
            }
        }
        List<Allocation> allocations = new ArrayList<>();
        byDocument.forEach((documentId, used) -> allocations.add(Allocation.newBuilder()
                .setDocumentId(documentId)
                .setAmountMinor(used)
                .build()));
        return allocations;
    }

    /** Everything open. */
    long totalMinor() {
        return open.values().stream().mapToLong(Long::longValue).sum();
    }

    private record Key(LocalDate due, String documentId, int part) {}
}
