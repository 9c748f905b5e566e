package io.tradeline.tools.replay;

import java.util.List;

/**
 * What an order file holds.
 *
 * @param orders by the moment they were placed; those of the same moment in the order of the file
 * @param problems rows that were left out because something in them is wrong
 * @param anonymous rows without a customer: retail over the counter, no credit is used
 * @param withoutValue rows with a total of zero: nothing to decide
 * @param digest SHA-256 of the file, lower-case hexadecimal
 */
record OrderRows(List<PastOrder> orders, List<RowProblem> problems, int anonymous, int withoutValue, String digest) {

    OrderRows {
        orders = List.copyOf(orders);
        problems = List.copyOf(problems);
    }
}
