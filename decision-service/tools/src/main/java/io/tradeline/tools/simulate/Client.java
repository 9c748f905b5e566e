package io.tradeline.tools.simulate;

import com.google.protobuf.Duration;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.AmendResponse;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.GetRequest;
import io.tradeline.proto.decision.v1.GetResponse;
import io.tradeline.proto.decision.v1.ListRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.ReleaseResponse;
import io.tradeline.proto.decision.v1.RequiredApproval;
import io.tradeline.proto.decision.v1.ResolveRequest;
import io.tradeline.proto.decision.v1.ResolveResponse;
import io.tradeline.tools.client.ServiceClient;
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
    private static final int LATER_ONE_IN = 12;
    private static final int OTHER_BODY_ONE_IN = 40;

    private final List<Company> companies;
    private final Desk desk;
    private final SplittableRandom random;
    private final Exchange exchange;
    private final PostingSteps postings;
    private final FactsSteps facts;

    private final List<OpenOrder> orders = new ArrayList<>();

    Client(
            String name,
            SimulationPlan plan,
            List<Company> companies,
            List<ServiceClient> instances,
            FactsLog facts,
            ReleaseWatch releases,
            Counters counters) {
        this.companies = List.copyOf(companies);
        this.desk = new Desk(name, plan, companies.get(0).hasOwnClock());
        this.random = desk.random();
        this.exchange = new Exchange(name, plan, instances, releases, counters);
        this.postings = new PostingSteps(desk, exchange);
        this.facts = new FactsSteps(name, desk, exchange, facts, counters);
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
        if (company.hasOwnClock()) {
            desk.pass(random.nextInt(2_400));
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
            postings.post(company, alone);
        } else if (what < 93) {
            facts.change(company);
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

    /** Mostly small; one in six of any size. */
    private long amount() {
        return 500 + random.nextInt(random.nextInt(6) == 0 ? Company.LARGEST_ORDER : Company.USUAL_ORDER);
    }

    private Duration reservation(Company company) {
        // By the service's clock nothing is to lapse within a run.
        long hours = company.hasOwnClock() ? 1 + random.nextInt(12) : 48 + random.nextInt(400);
        return Duration.newBuilder()
                .setSeconds(hours * 3600 - random.nextInt(1800) + 1800)
                .build();
    }

    private static Order order(String number, String accountId, long minor) {
        return Order.newBuilder()
                .setOrderId(number)
                .setAccountId(accountId)
                .setBuyerId(Facts.BUYER)
                .setShipToId(Facts.SHIP_TO)
                .setAmount(Desk.money(minor))
                .build();
    }

    private void authorize(Company company) {
        String number = desk.nextId("o");
        AuthorizeRequest.Builder request = AuthorizeRequest.newBuilder()
                .setRequestId(desk.nextId("a"))
                .setOrder(order(number, desk.account(company), amount()))
                .setReserveFor(reservation(company));
        if (company.hasOwnClock()) {
            request.setClock(desk.clock());
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
                .setRequestId(desk.nextId("m"))
                .setAuthorizationId(order.id)
                .setOrder(order(order.number, order.accountId, amount))
                .setReserveFor(reservation(company));
        if (random.nextInt(3) == 0) {
            boolean wrong = alone && random.nextInt(4) == 0;
            request.setExpectedDecisionId(wrong ? "00000000-0000-7000-8000-000000000000" : order.latestDecisionId);
        }
        if (company.hasOwnClock()) {
            request.setClock(desk.clock());
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
                .setRequestId(desk.nextId("c"))
                .setAuthorizationId(order.id)
                .setDocumentId(desk.nextId("inv"))
                .setFinal(random.nextInt(3) == 0);
        long minor = order.reserved;
        if (order.reserved > 1 && random.nextBoolean()) {
            minor = 1 + random.nextLong(order.reserved);
        }
        if (alone && random.nextInt(20) == 0) {
            minor = order.reserved + 1 + random.nextInt(1000);
        }
        if (minor != order.reserved || random.nextBoolean() && minor > 0) {
            request.setAmount(Desk.money(minor));
        }
        if (alone && postings.hasDocuments() && random.nextInt(20) == 0) {
            request.setDocumentId(postings.anyDocument());
        }
        if (company.hasOwnClock()) {
            request.setClock(desk.clock());
        }
        boolean rest = request.getFinal() && minor < order.reserved;
        CaptureResponse response = exchange.take(
                new Exchange.About(company, order.accountId, order.id, rest),
                DecisionsGrpc.getCaptureMethod(),
                request.getRequestId(),
                request.build());
        if (response != null) {
            order.now(response.getAuthorization());
            postings.remember(order.accountId, request.getDocumentId(), minor);
        }
    }

    private void release(Company company, boolean alone) {
        OpenOrder order = any(company, alone, random.nextInt(4) == 0);
        if (order == null) {
            return;
        }
        ReleaseRequest.Builder request =
                ReleaseRequest.newBuilder().setRequestId(desk.nextId("r")).setAuthorizationId(order.id);
        if (order.reserved > 1 && random.nextInt(3) == 0) {
            request.setAmount(Desk.money(1 + random.nextLong(order.reserved)));
        }
        if (alone && random.nextInt(20) == 0) {
            request.setAmount(Desk.money(order.reserved + 1));
        }
        if (company.hasOwnClock()) {
            request.setClock(desk.clock());
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
                .setRequestId(desk.nextId("v"))
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
        if (company.hasOwnClock()) {
            request.setClock(desk.clock());
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

    /** Calls that change nothing. */
    private void look(Company company) {
        int what = random.nextInt(3);
        if (what == 0) {
            EvaluateRequest.Builder request =
                    EvaluateRequest.newBuilder().setOrder(order(desk.nextId("e"), desk.account(company), amount()));
            if (company.hasOwnClock()) {
                request.setClock(desk.clock());
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
                                    .setAccountId(desk.account(company))
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
