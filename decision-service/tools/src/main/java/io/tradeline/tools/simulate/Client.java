package io.tradeline.tools.simulate;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.type.Date;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResponse;
import io.tradeline.proto.decision.v1.Allocation;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.AmendResponse;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.CreditNote;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.Dispute;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.GetRequest;
import io.tradeline.proto.decision.v1.GetResponse;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.ListRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.ReleaseResponse;
import io.tradeline.proto.decision.v1.RequiredApproval;
import io.tradeline.proto.decision.v1.ResolveRequest;
import io.tradeline.proto.decision.v1.ResolveResponse;
import io.tradeline.proto.decision.v1.WriteOff;
import io.tradeline.proto.type.v1.Money;
import io.tradeline.tools.client.ServiceClient;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An order system: one step after the other, each until it is answered. What it does next
 * depends on its own stream of chance and on what it was answered. Used by one thread at a time.
 */
final class Client {
    private static final int MOST_OPEN = 30;
    private static final int MOST_DOCUMENTS = 30;
    private static final int LATER_ONE_IN = 12;
    private static final int OTHER_BODY_ONE_IN = 40;

    private final String name;
    private final String prefix;
    private final List<Company> companies;
    private final SplittableRandom random;
    private final Exchange exchange;
    private final FactsLog facts;
    private final Counters counters;

    private final List<OpenOrder> orders = new ArrayList<>();
    private final List<Document> documents = new ArrayList<>();
    private long number;
    private long clockMilli;

    /** An item that the client may settle. */
    private static final class Document {
        private final String accountId;
        private final String id;
        private long open;

        Document(String accountId, String id, long open) {
            this.accountId = accountId;
            this.id = id;
            this.open = open;
        }
    }

    Client(
            String name,
            SimulationPlan plan,
            List<Company> companies,
            List<ServiceClient> instances,
            FactsLog facts,
            ReleaseWatch releases,
            Counters counters) {
        this.name = name;
        this.prefix = Long.toUnsignedString(plan.seed(), 36) + "-" + name + "-";
        this.companies = List.copyOf(companies);
        this.random = plan.stream("client/" + name);
        this.exchange = new Exchange(name, plan, instances, releases, counters);
        this.facts = facts;
        this.counters = counters;
        if (companies.get(0).mode() == Company.Mode.OWN_CLOCK) {
            // Some whole second near the present: months of the log are made for the coming ones.
            clockMilli = System.currentTimeMillis() / 1000 * 1000;
        }
    }

    /** Takes steps as long as it may. */
    void work(BooleanSupplier going) {
        while (going.getAsBoolean()) {
            step();
        }
    }

    /** The steps since the last time. */
    List<Step> takeSteps() {
        return exchange.takeSteps();
    }

    /** One step, whatever it is. */
    void step() {
        Company company = companies.get(random.nextInt(companies.size()));
        if (ownClock(company)) {
            clockMilli += 1000L * random.nextInt(2_400);
        }
        boolean alone = company.mode() != Company.Mode.SHARED;
        int what = random.nextInt(100);
        if (what < 40) {
            authorize(company);
        } else if (what < 50) {
            amend(company, alone);
        } else if (what < 64) {
            capture(company, alone);
        } else if (what < 74) {
            release(company, alone);
        } else if (what < 82) {
            resolve(company, alone);
        } else if (what < 90) {
            post(company, alone);
        } else if (what < 93) {
            change(company);
        } else if (what < 96) {
            look(company);
        } else if (what < 98) {
            exchange.later();
        } else {
            exchange.otherBody();
        }
        if (random.nextInt(LATER_ONE_IN) == 0) {
            exchange.later();
        }
        if (random.nextInt(OTHER_BODY_ONE_IN) == 0) {
            exchange.otherBody();
        }
    }

    private static boolean ownClock(Company company) {
        return company.mode() == Company.Mode.OWN_CLOCK;
    }

    private String nextId(String kind) {
        number++;
        return prefix + kind + number;
    }

    private Timestamp clock() {
        return Timestamps.fromMillis(clockMilli);
    }

    private String account(Company company) {
        List<String> accounts = company.accounts();
        return accounts.get(random.nextInt(accounts.size()));
    }

    /** Mostly small; one in six of any size. */
    private long amount() {
        return 500 + random.nextInt(random.nextInt(6) == 0 ? Company.LARGEST_ORDER : Company.USUAL_ORDER);
    }

    private Duration reservation(Company company) {
        // By the service's clock nothing is to lapse within a run.
        long hours = ownClock(company) ? 1 + random.nextInt(12) : 48 + random.nextInt(400);
        return Duration.newBuilder()
                .setSeconds(hours * 3600 - random.nextInt(1800) + 1800)
                .build();
    }

    private static Money money(long minor) {
        return Money.newBuilder()
                .setCurrencyCode(Facts.CURRENCY)
                .setAmountMinor(minor)
                .build();
    }

    private static Order order(String number, String accountId, long minor) {
        return Order.newBuilder()
                .setOrderId(number)
                .setAccountId(accountId)
                .setBuyerId(Facts.BUYER)
                .setShipToId(Facts.SHIP_TO)
                .setAmount(money(minor))
                .build();
    }

    private void authorize(Company company) {
        String number = nextId("o");
        AuthorizeRequest.Builder request = AuthorizeRequest.newBuilder()
                .setRequestId(nextId("a"))
                .setOrder(order(number, account(company), amount()))
                .setReserveFor(reservation(company));
        if (ownClock(company)) {
            request.setClock(clock());
        }
        AuthorizeResponse response = exchange.take(
                Exchange.About.account(company, request.getOrder().getAccountId()),
                DecisionsGrpc.getAuthorizeMethod(),
                request.getRequestId(),
                request.build());
        if (response == null) {
            return;
        }
        Decision decision = response.getDecision();
        if (decision.getOutcome() != Outcome.OUTCOME_DECLINED || random.nextInt(10) == 0) {
            orders.add(new OpenOrder(company, number, decision));
            if (orders.size() > MOST_OPEN) {
                orders.remove(random.nextInt(orders.size()));
            }
        }
    }

    /** An order of the company; when it must not be refused, one with which something can be done. */
    private @Nullable OpenOrder any(Company company, boolean alone, boolean pending) {
        List<OpenOrder> fitting = orders.stream()
                .filter(order -> order.company.equals(company))
                .filter(order -> pending ? order.isPending() : order.isReserved())
                .toList();
        if (alone && (fitting.isEmpty() || random.nextInt(12) == 0)) {
            fitting = orders.stream()
                    .filter(order -> order.company.equals(company))
                    .toList();
        }
        return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
    }

    private void amend(Company company, boolean alone) {
        OpenOrder order = any(company, alone, random.nextInt(4) == 0);
        if (order == null) {
            return;
        }
        long amount = alone && random.nextInt(15) == 0 ? Math.max(1, order.captured) : order.captured + amount();
        AmendRequest.Builder request = AmendRequest.newBuilder()
                .setRequestId(nextId("m"))
                .setAuthorizationId(order.id)
                .setOrder(order(order.number, order.accountId, amount))
                .setReserveFor(reservation(company));
        if (random.nextInt(3) == 0) {
            boolean wrong = alone && random.nextInt(4) == 0;
            request.setExpectedDecisionId(wrong ? "00000000-0000-7000-8000-000000000000" : order.latestDecisionId);
        }
        if (ownClock(company)) {
            request.setClock(clock());
        }
        AmendResponse response = exchange.take(
                new Exchange.About(company, order.accountId, order.id, false),
                DecisionsGrpc.getAmendMethod(),
                request.getRequestId(),
                request.build());
        if (response != null) {
            order.now(response.getAuthorization());
        }
    }

    private void capture(Company company, boolean alone) {
        OpenOrder order = any(company, alone, false);
        if (order == null) {
            return;
        }
        CaptureRequest.Builder request = CaptureRequest.newBuilder()
                .setRequestId(nextId("c"))
                .setAuthorizationId(order.id)
                .setDocumentId(nextId("inv"))
                .setFinal(random.nextInt(3) == 0);
        long minor = order.reserved;
        if (order.reserved > 1 && random.nextBoolean()) {
            minor = 1 + random.nextLong(order.reserved);
        }
        if (alone && random.nextInt(20) == 0) {
            minor = order.reserved + 1 + random.nextInt(1000);
        }
        if (minor != order.reserved || random.nextBoolean() && minor > 0) {
            request.setAmount(money(minor));
        }
        if (alone && !documents.isEmpty() && random.nextInt(20) == 0) {
            request.setDocumentId(documents.get(random.nextInt(documents.size())).id);
        }
        if (ownClock(company)) {
            request.setClock(clock());
        }
        boolean rest = request.getFinal() && minor < order.reserved;
        CaptureResponse response = exchange.take(
                new Exchange.About(company, order.accountId, order.id, rest),
                DecisionsGrpc.getCaptureMethod(),
                request.getRequestId(),
                request.build());
        if (response != null) {
            order.now(response.getAuthorization());
            remember(new Document(order.accountId, request.getDocumentId(), minor));
        }
    }

    private void remember(Document document) {
        documents.add(document);
        if (documents.size() > MOST_DOCUMENTS) {
            documents.remove(random.nextInt(documents.size()));
        }
    }

    private void release(Company company, boolean alone) {
        OpenOrder order = any(company, alone, random.nextInt(4) == 0);
        if (order == null) {
            return;
        }
        ReleaseRequest.Builder request =
                ReleaseRequest.newBuilder().setRequestId(nextId("r")).setAuthorizationId(order.id);
        if (order.reserved > 1 && random.nextInt(3) == 0) {
            request.setAmount(money(1 + random.nextLong(order.reserved)));
        }
        if (alone && random.nextInt(20) == 0) {
            request.setAmount(money(order.reserved + 1));
        }
        if (ownClock(company)) {
            request.setClock(clock());
        }
        ReleaseResponse response = exchange.take(
                new Exchange.About(company, order.accountId, order.id, order.isReserved()),
                DecisionsGrpc.getReleaseMethod(),
                request.getRequestId(),
                request.build());
        if (response != null) {
            order.now(response.getAuthorization());
        }
    }

    private void resolve(Company company, boolean alone) {
        OpenOrder order = any(company, alone, true);
        if (order == null) {
            return;
        }
        boolean buyer = order.state == Authorization.State.STATE_PENDING_APPROVAL;
        ResolveRequest.Builder request = ResolveRequest.newBuilder()
                .setRequestId(nextId("v"))
                .setAuthorizationId(order.id)
                .setVerdict(
                        random.nextInt(4) == 0
                                ? ResolveRequest.Verdict.VERDICT_REJECT
                                : ResolveRequest.Verdict.VERDICT_APPROVE)
                .setSide(buyer ? RequiredApproval.Side.SIDE_BUYER : RequiredApproval.Side.SIDE_FINANCE)
                .setResolverId(buyer ? Facts.APPROVER : "finance-1")
                .setRole(buyer ? Facts.APPROVER_ROLE : Facts.FINANCE_ROLE)
                .setReason("simulated")
                .setReserveFor(reservation(company));
        if (random.nextBoolean()) {
            request.setExpectedDecisionId(order.latestDecisionId);
        }
        if (ownClock(company)) {
            request.setClock(clock());
        }
        ResolveResponse response = exchange.take(
                new Exchange.About(company, order.accountId, order.id, false),
                DecisionsGrpc.getResolveMethod(),
                request.getRequestId(),
                request.build());
        if (response != null) {
            order.now(response.getAuthorization());
        }
    }

    /** Companies that many work on get no invoices of others, which no limit stops: their exposure is watched against the cap. */
    private void post(Company company, boolean alone) {
        Posting.Builder posting = Posting.newBuilder().setPostingId(nextId("p"));
        if (ownClock(company)) {
            posting.setClock(clock());
        }
        List<Document> open = documents.stream()
                .filter(document ->
                        document.accountId.equals(company.id()) || document.accountId.startsWith(company.id() + "."))
                .filter(document -> document.open > 0)
                .toList();
        int what = random.nextInt(10);
        Document document = open.isEmpty() ? null : open.get(random.nextInt(open.size()));
        if (alone && (document == null && what < 5 || what == 0)) {
            String account = account(company);
            String id = nextId("bill");
            long minor = 1 + random.nextInt(60_000);
            posting.setAccountId(account)
                    .setInvoice(Invoice.newBuilder()
                            .setDocumentId(id)
                            .setAmount(money(minor))
                            .setInvoiceDate(date(LocalDate.of(2026, 1, 1)))
                            .setDueDate(date(LocalDate.of(2099, 1, 1))));
            if (posted(company, account, posting.build())) {
                remember(new Document(account, id, minor));
            }
            return;
        }
        if (alone && what == 1) {
            String account = account(company);
            posting.setAccountId(account)
                    .setPayment(Payment.newBuilder()
                            .setAmount(money(1 + random.nextInt(20_000)))
                            .setReceivedOn(date(LocalDate.of(2026, 1, 2))));
            posted(company, account, posting.build());
            return;
        }
        if (document == null) {
            return;
        }
        long minor = random.nextBoolean() ? document.open : 1 + random.nextLong(document.open);
        if (alone && random.nextInt(15) == 0) {
            minor = document.open + 1;
        }
        Allocation allocation = Allocation.newBuilder()
                .setDocumentId(document.id)
                .setAmountMinor(minor)
                .build();
        posting.setAccountId(document.accountId);
        if (what < 4) {
            long disputed = random.nextInt(3) == 0 ? 0 : minor;
            posting.setDispute(Dispute.newBuilder().setDocumentId(document.id).setDisputedMinor(disputed));
            posted(company, document.accountId, posting.build());
            return;
        }
        if (what < 8) {
            posting.setPayment(Payment.newBuilder()
                    .setAmount(money(minor))
                    .setReceivedOn(date(LocalDate.of(2026, 1, 2)))
                    .addAllocations(allocation));
        } else if (what == 8) {
            posting.setCreditNote(CreditNote.newBuilder()
                    .setDocumentId(nextId("note"))
                    .setAmount(money(minor))
                    .addAllocations(allocation));
        } else {
            posting.setWriteOff(WriteOff.newBuilder()
                    .setDocumentId(document.id)
                    .setAmountMinor(minor)
                    .setReason("simulated"));
        }
        if (posted(company, document.accountId, posting.build())) {
            document.open -= minor;
        }
    }

    private static Date date(LocalDate day) {
        return Date.newBuilder()
                .setYear(day.getYear())
                .setMonth(day.getMonthValue())
                .setDay(day.getDayOfMonth())
                .build();
    }

    private boolean posted(Company company, String account, Posting posting) {
        return exchange.take(
                        Exchange.About.account(company, account),
                        ExposuresGrpc.getPostReceivablesMethod(),
                        posting.getPostingId(),
                        PostReceivablesRequest.newBuilder().addPostings(posting).build())
                != null;
    }

    /** Facts of accounts change; who changes those of a shared company is its first client, since versions are counted by one. */
    private void change(Company company) {
        if (company.mode() == Company.Mode.SHARED && !name.endsWith("-0")) {
            return;
        }
        String account = account(company);
        Facts now = facts.newest(account);
        if (company.moves() && !Company.isHead(account) && random.nextBoolean()) {
            move(company, now);
            return;
        }
        Facts next;
        if (now.suspended()) {
            next = now.suspended(false);
        } else if (random.nextInt(6) == 0) {
            next = now.suspended(true);
        } else if (now.limited()) {
            next = now.limited(now.hardMinor() / 10 * (4 + random.nextInt(6)), now.hardMinor());
        } else {
            next = now.limited(now.softMinor(), now.hardMinor());
        }
        push(next);
    }

    /** A branch goes to the other head, with all that it has. */
    private void move(Company company, Facts now) {
        boolean first = now.parentId().equals(company.id());
        Facts next = now.below(first ? company.secondHead() : company.id());
        Answer<UpsertResponse> answer = push(next);
        exchange.taken(
                Exchange.About.account(company, next.accountId()),
                next.accountId() + " in version " + next.version(),
                UpsertRequest.newBuilder().addAccounts(next.toProto()).build(),
                answer);
        counters.moves.increment();
    }

    /** Stores newer facts; returns when the service has confirmed them. */
    private Answer<UpsertResponse> push(Facts next) {
        facts.sending(next);
        Answer<UpsertResponse> answer = exchange.call(
                AccountsGrpc.getUpsertMethod(),
                UpsertRequest.newBuilder().addAccounts(next.toProto()).build());
        answer.orViolation("facts of " + next.accountId() + " in version " + next.version());
        facts.stored(next, answer.answeredNanos());
        counters.factsChanged.increment();
        return answer;
    }

    /** Calls that change nothing. */
    private void look(Company company) {
        int what = random.nextInt(3);
        if (what == 0) {
            EvaluateRequest.Builder request =
                    EvaluateRequest.newBuilder().setOrder(order(nextId("e"), account(company), amount()));
            if (ownClock(company)) {
                request.setClock(clock());
            }
            exchange.ask(request.build());
        } else if (what == 1) {
            Decision decision = exchange.anyDecision();
            if (decision != null) {
                requireSame(decision);
            }
        } else {
            exchange.call(
                            DecisionsGrpc.getListMethod(),
                            ListRequest.newBuilder()
                                    .setAccountId(account(company))
                                    .setPageSize(5)
                                    .build())
                    .orViolation("List");
        }
    }

    private void requireSame(Decision answered) {
        GetRequest request =
                GetRequest.newBuilder().setDecisionId(answered.getDecisionId()).build();
        GetResponse found =
                exchange.call(DecisionsGrpc.getGetMethod(), request).orViolation("Get of " + answered.getDecisionId());
        if (!found.getDecision().equals(answered)) {
            throw new Violation("Get gives " + found.getDecision().toString().replace('\n', ' ')
                    + " (expected: what was answered, " + answered.toString().replace('\n', ' ') + ")");
        }
    }
}
