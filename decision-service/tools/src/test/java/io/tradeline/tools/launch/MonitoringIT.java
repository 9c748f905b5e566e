package io.tradeline.tools.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.type.v1.Money;
import io.tradeline.tools.client.BearerCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Alerts and dashboard name metrics and labels that a running service really has, and every alert is explained. */
@ExtendWith(SharedStack.class)
class MonitoringIT {
    private static final Path ROOT = TradelineHome.directory();
    private static final Path MONITORING = ROOT.resolve("k8s/monitoring");
    private static final Pattern SAMPLE = Pattern.compile("^([a-z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? .*");
    private static final Pattern SAMPLE_LABEL = Pattern.compile("([a-zA-Z_]+)=\"");
    /** A metric in an expression, with its matchers; names of functions and keywords have none of these beginnings. */
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:tradeline|grpc|jvm|process|system|agroal|netty)_[a-zA-Z0-9_]*)(?:\\{([^}]*)})?");

    private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_]+)\\s*(?:=~|!~|!=|=)");
    private static final Pattern GROUPED = Pattern.compile("\\bby\\s*\\(([^)]*)\\)");
    /** Added by whoever collects. */
    private static final Set<String> COLLECTED = Set.of("pod", "job", "instance", "namespace");

    private static Map<String, Set<String>> metrics;

    @BeforeAll
    static void collect() throws Exception {
        LocalStack stack = SharedStack.stack();
        askForTooMuch(stack);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(stack.decisionService().httpAddress() + "/q/metrics"))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", "text/plain")
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        metrics = samples(response.body());
    }

    /** Some meters come into being with the first call, or the first finding, of their kind. */
    private static void askForTooMuch(LocalStack stack) throws IOException {
        // PostgreSQL may just have been started again: calls are repeated then.
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", stack.grpcPort())
                .defaultServiceConfig(RollingRestartIT.serviceConfig())
                .usePlaintext()
                .build();
        BearerCredentials credentials = new BearerCredentials(
                () -> stack.tokens().issue("monitoring", Duration.ofMinutes(5), "decide", "accounts"));
        try {
            AccountsGrpc.newBlockingStub(channel)
                    .withCallCredentials(credentials)
                    .upsert(UpsertRequest.newBuilder()
                            .addAccounts(Account.newBuilder()
                                    .setAccountId("monitoring")
                                    .setVersion(1)
                                    .setStatus(AccountStatus.ACCOUNT_STATUS_ACTIVE)
                                    .setCreditMode(CreditMode.CREDIT_MODE_OWN)
                                    .setCurrencyCode("EUR")
                                    .setCountryCode("DE")
                                    .setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(1)))
                            .build());
            Decision decision = DecisionsGrpc.newBlockingStub(channel)
                    .withCallCredentials(credentials)
                    .authorize(AuthorizeRequest.newBuilder()
                            .setRequestId("monitoring")
                            .setOrder(Order.newBuilder()
                                    .setOrderId("monitoring")
                                    .setAccountId("monitoring")
                                    .setBuyerId("bob")
                                    .setShipToId("dock")
                                    .setAmount(Money.newBuilder()
                                            .setCurrencyCode("EUR")
                                            .setAmountMinor(100_000_00)))
                            .build())
                    .getDecision();
            assertThat(decision.getFindingsCount()).isPositive();
        } finally {
            channel.shutdownNow();
        }
    }

    private static Map<String, Set<String>> samples(String text) {
        Map<String, Set<String>> samples = new HashMap<>();
        for (String line : text.lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("#") && sample.matches()) {
                Set<String> labels = samples.computeIfAbsent(sample.group(1), none -> new TreeSet<>());
                if (sample.group(2) != null) {
                    Matcher label = SAMPLE_LABEL.matcher(sample.group(2));
                    while (label.find()) {
                        labels.add(label.group(1));
                    }
                }
            }
        }
        return samples;
    }

    @Test
    void alertsNameWhatTheServiceReports() throws Exception {
        Map<String, String> alerts = alerts();

        assertThat(alerts).hasSizeGreaterThan(10);
        List<String> problems = new ArrayList<>();
        alerts.forEach((name, expression) -> problems.addAll(problems(name, expression)));
        assertThat(problems).isEmpty();
    }

    @Test
    void theDashboardNamesWhatTheServiceReports() throws Exception {
        JsonObject dashboard = JsonParser.parseString(Files.readString(MONITORING.resolve("decision-service.json")))
                .getAsJsonObject();

        List<String> problems = new ArrayList<>();
        int expressions = 0;
        for (JsonElement panel : dashboard.getAsJsonArray("panels")) {
            String title = panel.getAsJsonObject().get("title").getAsString();
            for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
                problems.addAll(
                        problems(title, target.getAsJsonObject().get("expr").getAsString()));
                expressions++;
            }
        }
        assertThat(problems).isEmpty();
        assertThat(expressions).isGreaterThan(15);
    }

    @Test
    void everyAlertHasItsSectionInTheRunbookAndEverySectionItsAlert() throws Exception {
        List<String> sections = Files.readAllLines(ROOT.resolve("decision-service/docs/runbook.md")).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();

        assertThat(sections).containsExactlyInAnyOrderElementsOf(alerts().keySet());
    }

    @Test
    void theOperatorsPageNamesWhatTheServiceReports() throws Exception {
        Matcher named = Pattern.compile("`(tradeline_[a-z_]+[a-z])")
                .matcher(Files.readString(ROOT.resolve("decision-service/docs/operations.md")));

        Set<String> unknown = new TreeSet<>();
        int names = 0;
        while (named.find()) {
            names++;
            // Those of traces are there with a collector only.
            if (!named.group(1).startsWith("tradeline_trace_")
                    && metrics.keySet().stream().noneMatch(metric -> metric.startsWith(named.group(1)))) {
                unknown.add(named.group(1));
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(names).isGreaterThan(30);
    }

    @Test
    void anUnknownMetricOrLabelIsFound() {
        assertThat(problems("x", "rate(tradeline_no_such_total[5m]) > 0")).hasSize(1);
        assertThat(problems("x", "tradeline_release_serving{color=\"red\"}")).hasSize(1);
        assertThat(problems("x", "sum by (color) (tradeline_release_serving)")).hasSize(1);
        assertThat(problems("x", "sum(1)")).hasSize(1);
    }

    /** What an expression names and the service does not have. */
    private static List<String> problems(String where, String expression) {
        List<String> problems = new ArrayList<>();
        Set<String> labels = new TreeSet<>(COLLECTED);
        Matcher metric = METRIC.matcher(expression);
        boolean any = false;
        while (metric.find()) {
            any = true;
            Set<String> known = metrics.get(metric.group(1));
            if (known == null) {
                problems.add(where + ": no metric " + metric.group(1));
                continue;
            }
            labels.addAll(known);
            Matcher matcher = MATCHER.matcher(metric.group(2) == null ? "" : metric.group(2));
            while (matcher.find()) {
                if (!known.contains(matcher.group(1)) && !COLLECTED.contains(matcher.group(1))) {
                    problems.add(where + ": no label " + matcher.group(1) + " of " + metric.group(1));
                }
            }
        }
        Matcher grouped = GROUPED.matcher(expression);
        while (grouped.find()) {
            for (String label : grouped.group(1).split(",")) {
                if (!labels.contains(label.strip())) {
                    problems.add(where + ": no label " + label.strip());
                }
            }
        }
        if (!any) {
            problems.add(where + ": no metric in " + expression);
        }
        return problems;
    }

    /** Expressions by the names of the alerts. */
    private static Map<String, String> alerts() throws Exception {
        Object file = new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(MONITORING.resolve("alerts.yaml")));
        Map<String, String> alerts = new LinkedHashMap<>();
        for (Object group : list(field(field(file, "spec"), "groups"))) {
            for (Object rule : list(field(group, "rules"))) {
                alerts.put(field(rule, "alert").toString(), field(rule, "expr").toString());
            }
        }
        return alerts;
    }

    private static Object field(Object node, String name) {
        return Objects.requireNonNull(((Map<?, ?>) node).get(name), name);
    }

    private static List<?> list(Object node) {
        return (List<?>) node;
    }
}
