package io.tradeline.tools.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * A head that holds the credit, and branches that share it.
 *
 * @param id of the head
 * @param mode who works on it, and by which clock
 */
record Company(String id, Mode mode) {
    private static final int BRANCHES = 3;
    private static final String SECOND_HEAD = ".second";

    /** Largest order in euro cents. Far below all that would make finance look at it for its size. */
    static final int LARGEST_ORDER = 140_000;

    static final int USUAL_ORDER = 40_000;

    private static final long ORDER_LIMIT = 110_000;

    /** Who works on a company. */
    enum Mode {
        /** One client, by the service's clock; invoices too, which may exceed any limit. */
        EXCLUSIVE,
        /** One client, on its own clock, on which reservations lapse. */
        OWN_CLOCK,
        /** Many clients, and never above the cap. */
        SHARED
    }

    static List<Company> of(SimulationPlan plan) {
        List<Company> companies = new ArrayList<>();
        for (int i = 0; i < plan.exclusive(); i++) {
            boolean ownClock = i % 2 == 1;
            companies.add(new Company(
                    (ownClock ? "sim-clock-" : "sim-own-") + i, ownClock ? Mode.OWN_CLOCK : Mode.EXCLUSIVE));
        }
        for (int i = 0; i < plan.shared(); i++) {
            companies.add(new Company("sim-shared-" + i, Mode.SHARED));
        }
        return companies;
    }

    /** Whether its orders are decided by a clock of their own. */
    boolean hasOwnClock() {
        return mode == Mode.OWN_CLOCK;
    }

    /** The accounts, the head first. */
    List<String> accounts() {
        return facts().stream().map(Facts::accountId).toList();
    }

    /** The company that an account belongs to, by its id. */
    static String of(String accountId) {
        int dot = accountId.indexOf('.');
        return dot < 0 ? accountId : accountId.substring(0, dot);
    }

    /** Branches move between the head and a second one, where one client sees to it. */
    boolean moves() {
        return mode == Mode.EXCLUSIVE;
    }

    String secondHead() {
        return id + SECOND_HEAD;
    }

    /** The accounts that hold credit. */
    List<String> heads() {
        return accounts().stream().filter(Company::isHead).toList();
    }

    /** Whether an account holds credit, which those below it share. */
    static boolean isHead(String accountId) {
        return accountId.indexOf('.') < 0 || accountId.endsWith(SECOND_HEAD);
    }

    /** Nobody goes beyond it; it is never changed. */
    long hardCap() {
        return 1_300_000;
    }

    /** The facts with which it begins, the head first. The last branch may use a share of the credit only. */
    List<Facts> facts() {
        List<Facts> facts = new ArrayList<>();
        facts.add(new Facts(id, "", 1, false, 1_000_000, hardCap(), ORDER_LIMIT));
        for (int i = 1; i <= BRANCHES; i++) {
            boolean capped = i == BRANCHES;
            facts.add(new Facts(id + "." + i, id, 1, false, capped ? 400_000 : -1, capped ? 600_000 : -1, ORDER_LIMIT));
        }
        if (moves()) {
            facts.add(new Facts(secondHead(), "", 1, false, 800_000, hardCap(), ORDER_LIMIT));
        }
        return facts;
    }
}
