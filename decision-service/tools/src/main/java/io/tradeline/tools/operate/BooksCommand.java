package io.tradeline.tools.operate;

import com.google.common.collect.Lists;
import io.grpc.StatusRuntimeException;
import io.tradeline.proto.operations.v1.ExposureDrift;
import io.tradeline.proto.operations.v1.ListDriftRequest;
import io.tradeline.proto.operations.v1.ListDriftResponse;
import io.tradeline.proto.operations.v1.RebuildExposuresRequest;
import io.tradeline.proto.operations.v1.RebuiltExposure;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.client.RpcErrors;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.client.ServiceOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tradeline books}: the accounts that the running recount has found to drift, and building their exposures anew. */
@Command(
        name = "books",
        description = {
            "Lists the accounts whose exposure is not what the journal comes to, as a running service has found them, or builds exposures anew while decisions go on.",
            "The exit code is 1 when any account drifts, or could not be rebuilt. The token needs the scope operate."
        })
public final class BooksCommand implements Callable<Integer> {
    private static final int DEADLINE_SECONDS = 60;
    /** Accounts that a page, and a request to rebuild, has at most. */
    private static final int AT_ONCE = 100;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--rebuild",
            arity = "1..*",
            paramLabel = "ACCOUNT",
            description = "Builds the exposures of these accounts anew.")
    private List<String> rebuild = List.of();

    @Option(names = "--rebuild-all", description = "Builds the exposures of all accounts anew that are listed.")
    private boolean rebuildAll;

    @Option(names = "--look", description = "Says what a rebuild would do, and does nothing.")
    private boolean look;

    @Option(
            names = "--on-orders-alone",
            description = "Lets orders and items count where neither row nor journal agrees with them.")
    private boolean onOrdersAlone;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Override
    public Integer call() {
        boolean rebuilds = rebuildAll || !rebuild.isEmpty();
        if (rebuildAll && !rebuild.isEmpty()) {
            throw CommandException.usage("--rebuild and --rebuild-all (expected: one of them)");
        }
        if (!rebuilds && (look || onOrdersAlone)) {
            throw CommandException.usage("--look, --on-orders-alone (expected: with --rebuild or --rebuild-all)");
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (ServiceClient client = service.connect("operate")) {
            boolean holds;
            if (rebuildAll) {
                Tally tally = new Tally(out);
                eachPage(client, page -> rebuild(client, ids(page), tally));
                holds = tally.holds;
            } else if (rebuilds) {
                Tally tally = new Tally(out);
                Lists.partition(rebuild, AT_ONCE).forEach(accounts -> rebuild(client, accounts, tally));
                holds = tally.holds;
            } else {
                holds = list(client, out);
            }
            return holds ? ExitCodes.OK : ExitCodes.FAILED;
        } catch (StatusRuntimeException failure) {
            throw RpcErrors.explain(failure, service.target());
        } finally {
            out.flush();
        }
    }

    /** What was rebuilt so far, and whether all of it went well. */
    private static final class Tally {
        private final PrintWriter out;
        private boolean holds = true;

        Tally(PrintWriter out) {
            this.out = out;
        }
    }

    private static boolean list(ServiceClient client, PrintWriter out) {
        ListDriftResponse first =
                eachPage(client, page -> BooksText.drifts(page).forEach(out::println));
        BooksText.standing(first).forEach(out::println);
        return first.getDriftsCount() == 0;
    }

    /** Gives the first page. */
    private static ListDriftResponse eachPage(ServiceClient client, Consumer<List<ExposureDrift>> use) {
        ListDriftResponse first = page(client, "");
        ListDriftResponse page = first;
        while (true) {
            if (page.getDriftsCount() > 0) {
                use.accept(page.getDriftsList());
            }
            if (page.getNextPageToken().isEmpty()) {
                return first;
            }
            page = page(client, page.getNextPageToken());
        }
    }

    private static ListDriftResponse page(ServiceClient client, String token) {
        return client.operationsBlocking()
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .listDrift(ListDriftRequest.newBuilder()
                        .setPageSize(AT_ONCE)
                        .setPageToken(token)
                        .build());
    }

    private static List<String> ids(List<ExposureDrift> page) {
        return page.stream().map(ExposureDrift::getAccountId).toList();
    }

    private void rebuild(ServiceClient client, List<String> accounts, Tally tally) {
        List<RebuiltExposure> results = client.operationsBlocking()
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .rebuildExposures(RebuildExposuresRequest.newBuilder()
                        .addAllAccountIds(accounts)
                        .setValidateOnly(look)
                        .setOnOrdersAlone(onOrdersAlone)
                        .build())
                .getResultsList();
        for (RebuiltExposure result : results) {
            BooksText.rebuilt(result, look).forEach(tally.out::println);
            tally.holds &= !result.hasError();
        }
    }
}
