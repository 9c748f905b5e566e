package io.tradeline.tools.simulate;

import io.tradeline.decision.audit.Audit;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.audit.Books;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Rounds: clients work while faults happen, everything is made healthy again, every client gets its last answer, and then the whole is checked while nobody works. The first
 * violation ends it.
 */
final class Simulation implements AutoCloseable {
    private static final int FAULTS_A_ROUND = 4;
    private static final Duration ROUND_LIMIT = Duration.ofMinutes(8);
    private static final int ROUNDS_BETWEEN_AUDITS = 20;

    private final SimulationPlan plan;
    private final Cluster cluster;
    private final Consumer<String> progress;

    private final Counters counters;
    private final FactsLog facts = new FactsLog();
    private final ReleaseWatch releases = new ReleaseWatch();
    private final RulePair rules = new RulePair();
    private final List<Company> companies;
    private final BooksView books;
    private final RedisCopies copies;
    private final List<Client> clients = new ArrayList<>();
    private final Map<String, RoundCheck> checks = new LinkedHashMap<>();
    private final Map<FaultKind, FaultTally> happened = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, String> skipped = new EnumMap<>(FaultKind.class);
    private final List<FaultKind> deck = new ArrayList<>();
    private final FeedFollower follower;
    private int passes;
    private int rounds;
    private int faults;
    /** Rows whose entries, and whose events, have been checked; and how many events those were. */
    private long journal;

    private long eventsJournal;
    private long events;

    Simulation(SimulationPlan plan, Cluster cluster, Counters counters, Consumer<String> progress) {
        this.plan = plan;
        this.cluster = cluster;
        this.counters = counters;
        this.progress = progress;
        this.companies = Company.of(plan);
        this.books = cluster.books();
        this.copies = new RedisCopies(cluster.redis().url(), counters);
        this.follower = new FeedFollower(cluster::clients, plan.stream("feed"), counters);
        for (Company company : companies) {
            checks.put(company.id(), new RoundCheck(company, books, facts, rules, counters));
        }
        for (FaultKind kind : FaultKind.values()) {
            kind.missing(cluster).ifPresent(why -> skipped.put(kind, why));
        }
    }

    private void enlist() {
        List<Company> shared = new ArrayList<>();
        for (Company company : companies) {
            if (company.mode() == Company.Mode.SHARED) {
                shared.add(company);
            } else {
                clients.add(client(company.id(), List.of(company)));
            }
        }
        for (int i = 0; i < plan.sharedClients(); i++) {
            clients.add(client("shared-" + i, shared));
        }
    }

    private Client client(String name, List<Company> of) {
        return new Client(name, plan, of, cluster.clients(), facts, releases, counters);
    }

    /** Runs it to its end, to the first violation, or until the books have no more room to grow. */
    SimulationReport run() throws InterruptedException {
        long started = System.nanoTime();
        progress.accept("seed " + plan.seed() + " (" + plan.command() + ")");
        Optional<SimulationReport.Finding> violation = Optional.empty();
        ExecutorService threads = Executors.newCachedThreadPool(runnable -> {
            Thread thread = new Thread(runnable, "simulated client");
            thread.setDaemon(true);
            return thread;
        });
        try {
            prepare();
            progress.accept(String.format(
                    Locale.ROOT, "%d instances after %.1f s", plan.instances(), (System.nanoTime() - started) / 1e9));
            do {
                round(threads);
            } while (passes == 0
                    || cluster.disk().hasRoom()
                            && System.nanoTime() - started < plan.length().toNanos());
            audit();
        } catch (Violation found) {
            violation = finding(String.valueOf(found.getMessage()));
        } catch (SQLException | IOException failed) {
            violation = finding("nothing could be checked: " + failed);
        } catch (IllegalStateException | CommandException failed) {
            violation = finding("it could not go on: " + failed.getMessage()
                    + (failed.getCause() == null ? "" : " because of " + failed.getCause()));
        } finally {
            threads.shutdownNow();
        }
        return new SimulationReport(
                plan, rounds, (System.nanoTime() - started) / 1e9, counters, happened, skipped, violation);
    }

    private Optional<SimulationReport.Finding> finding(String what) {
        return Optional.of(new SimulationReport.Finding("round " + rounds + ": " + what, plan.command()));
    }

    /** The rules come first, so that further instances start with them. */
    private void prepare() {
        ReleaseDesk desk = new ReleaseDesk(cluster.clients(), releases);
        rules.publications().forEach(desk::publish);
        desk.activate(rules.digests().get(0));
        PatientCaller setup = new PatientCaller(cluster.clients(), plan.stream("setup"), counters);
        for (Company company : companies) {
            for (Facts each : company.facts()) {
                facts.sending(each);
                Answer<?> answer = setup.call(
                        AccountsGrpc.getUpsertMethod(),
                        UpsertRequest.newBuilder().addAccounts(each.toProto()).build());
                answer.orViolation("account " + each.accountId());
                facts.stored(each, answer.answeredNanos());
            }
        }
        cluster.grow(plan.instances());
        new ReleaseDesk(cluster.clients(), releases).awaitSettled();
        follower.start();
        enlist();
    }

    private void round(ExecutorService threads) throws InterruptedException, SQLException, IOException {
        rounds++;
        long begun = System.nanoTime();
        long before = counters.steps.sum();
        List<FaultKind> coming = draw();
        AtomicBoolean going = new AtomicBoolean(true);
        List<Future<?>> working = new ArrayList<>();
        try (LimitWatch watch = new LimitWatch(books, companies, counters)) {
            for (Client client : clients) {
                working.add(threads.submit(() -> client.work(going::get)));
            }
            for (FaultKind kind : coming) {
                strike(kind);
            }
            pause(plan.round().toNanos() - (System.nanoTime() - begun));
            going.set(false);
            cluster.heal();
            for (Future<?> each : working) {
                await(each);
            }
            watch.requireNone();
        } finally {
            going.set(false);
        }
        check(coming);
        progress.accept(String.format(
                Locale.ROOT,
                "round %d: %,d steps in %.1f s, holds; %s",
                rounds,
                counters.steps.sum() - before,
                (System.nanoTime() - begun) / 1e9,
                String.join(", ", coming.stream().map(FaultKind::label).toList())));
        if (rounds % ROUNDS_BETWEEN_AUDITS == 0) {
            audit();
        }
    }

    /** The next faults of the deck, without those that can't be done here. */
    private List<FaultKind> draw() {
        List<FaultKind> coming = new ArrayList<>();
        while (coming.size() < FAULTS_A_ROUND) {
            if (deck.isEmpty()) {
                if (!coming.isEmpty()) {
                    break;
                }
                deck.addAll(plan.deck(passes));
            }
            FaultKind kind = deck.remove(0);
            if (!skipped.containsKey(kind)) {
                coming.add(kind);
            }
            if (deck.isEmpty()) {
                passes++;
            }
        }
        return coming;
    }

    /** One fault from beginning to end; only the start of a service is not waited for. */
    private void strike(FaultKind kind) throws InterruptedException {
        Fault fault = kind.make(new Surroundings(
                cluster, companies, rules, releases, plan.stream("fault/" + faults + "/" + kind.label())));
        faults++;
        pause(Duration.ofMillis(plan.stream("pause/" + faults).nextInt(400)).toNanos());
        long before = counters.retries.sum();
        perform(kind, fault::strike);
        counters.bounded(kind.onlySlows());
        pause(kind.hold(plan).toNanos());
        counters.bounded(false);
        perform(kind, fault::heal);
        long failed = counters.retries.sum() - before;
        happened.compute(kind, (same, tally) -> (tally == null ? FaultTally.NONE : tally).plus(failed));
    }

    private static void perform(FaultKind kind, Fault.Action action) throws InterruptedException {
        try {
            action.run();
        } catch (InterruptedException | Violation passed) {
            throw passed;
        } catch (Exception failed) {
            throw new IllegalStateException("fault " + kind.label() + " could not be made or mended", failed);
        }
    }

    private static void pause(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private static void await(Future<?> work) throws InterruptedException {
        try {
            work.get(ROUND_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Violation violation) {
                throw violation;
            }
            throw new IllegalStateException("a client of the simulation failed", failed.getCause());
        } catch (TimeoutException stuck) {
            throw new Violation("a client was not done " + ROUND_LIMIT.toSeconds() + " s after the round's end", stuck);
        }
    }

    /** Holds everything since the last time against model and books. */
    void check(List<FaultKind> coming) throws SQLException, InterruptedException {
        Map<String, List<Step>> steps = new LinkedHashMap<>();
        for (Client client : clients) {
            for (Step step : client.takeSteps()) {
                steps.computeIfAbsent(step.company(), id -> new ArrayList<>()).add(step);
            }
        }
        Map<String, List<Entry>> entries = new LinkedHashMap<>();
        for (Entry entry : books.entriesAfter(journal)) {
            journal = Math.max(journal, entry.journalId());
            entries.computeIfAbsent(Company.of(entry.accountId()), id -> new ArrayList<>())
                    .add(entry);
        }
        for (Map.Entry<String, RoundCheck> check : checks.entrySet()) {
            check.getValue()
                    .check(
                            steps.getOrDefault(check.getKey(), List.of()),
                            entries.getOrDefault(check.getKey(), List.of()));
        }
        if (coming.stream().noneMatch(FaultKind::spoilsCopies)) {
            List<String> accounts = companies.stream()
                    .flatMap(company -> company.accounts().stream())
                    .toList();
            copies.check(companies, books.rows(accounts));
        } else {
            copies.forget();
        }
        new ReleaseDesk(cluster.clients(), releases).awaitSettled();
        checkFeed();
    }

    private void checkFeed() throws SQLException, InterruptedException {
        long end = books.journalEnd();
        List<Event> written = books.events(eventsJournal, end);
        events += written.size();
        eventsJournal = end;
        follower.await(events);
        FeedCheck.check(written, follower.takeEvents());
        counters.eventsChecked.add(written.size());
    }

    /** Reckons everything up again, and reads the feed from its beginning: each event has the sequence that it had. */
    void audit() throws InterruptedException {
        Audit.Result result = new Books(cluster.database()).audit(plan.replays());
        if (!result.holds()) {
            throw new Violation("the audit finds " + result.problemCount() + " things that don't hold: "
                    + String.join("; ", result.problems()));
        }
        progress.accept(String.format(
                Locale.ROOT,
                "audit: %,d accounts, %,d requests, %,d decisions, %,d of them replayed, holds",
                result.accounts(),
                result.requests(),
                result.decisions(),
                result.replayed()));
        try (FeedFollower again = new FeedFollower(cluster::clients, plan.stream("feed/" + rounds), counters)) {
            again.start();
            again.await(events);
            follower.requireSame(again);
        }
    }

    /** Nobody reads the feed any more. */
    @Override
    public void close() {
        follower.close();
    }
}
