package io.tradeline.decision.recount;

import io.grpc.StatusRuntimeException;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.exposure.Figures;
import io.tradeline.decision.ledger.CacheRefresh;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.PageToken;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.operations.v1.ExposureDrift;
import io.tradeline.proto.operations.v1.ExposureFigures;
import io.tradeline.proto.operations.v1.ListDriftRequest;
import io.tradeline.proto.operations.v1.ListDriftResponse;
import io.tradeline.proto.operations.v1.RebuildExposuresRequest;
import io.tradeline.proto.operations.v1.RebuildExposuresResponse;
import io.tradeline.proto.operations.v1.RebuiltExposure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/** What the Operations service answers about the books. */
public final class BooksCalls {

    private static final int USUAL_PAGE = 100;
    private static final String LIST = "drift";

    private final DataSource dataSource;
    private final Rebuilds rebuilds;

    public BooksCalls(DataSource dataSource, AccountDirectory directory, CacheRefresh copies, Clock clock) {
        this.dataSource = dataSource;
        this.rebuilds = new Rebuilds(dataSource, directory, copies, clock);
    }

    public ListDriftResponse list(ListDriftRequest request) throws SQLException {
        int most = request.getPageSize() == 0 ? USUAL_PAGE : request.getPageSize();
        String after = PageToken.read(request.getPageToken(), LIST);
        List<DriftStore.Noted> found;
        RecountMeters standing = new RecountMeters();
        try (Connection connection = dataSource.getConnection()) {
            found = DriftStore.list(connection, after, most + 1);
            standing.look(connection);
        }
        ListDriftResponse.Builder response = ListDriftResponse.newBuilder()
                .setComparedAt(Times.timestamp((long) (standing.comparedAtSeconds() * 1000)))
                .setRowsBehind(standing.behind());
        if (standing.passEndedAtSeconds() > 0) {
            response.setPassEndedAt(Times.timestamp((long) (standing.passEndedAtSeconds() * 1000)));
        }
        found.stream().limit(most).forEach(noted -> response.addDrifts(proto(noted)));
        if (found.size() > most) {
            response.setNextPageToken(
                    PageToken.write(found.get(most - 1).drift().accountId(), LIST));
        }
        return response.build();
    }

    /** @param by the subject of the caller's token */
    public RebuildExposuresResponse rebuild(RebuildExposuresRequest request, String by) throws SQLException {
        RebuildExposuresResponse.Builder response = RebuildExposuresResponse.newBuilder();
        for (String accountId : request.getAccountIdsList()) {
            response.addResults(rebuild(accountId, request, by));
        }
        return response.build();
    }

    private RebuiltExposure rebuild(String accountId, RebuildExposuresRequest request, String by) throws SQLException {
        RebuiltExposure.Builder result = RebuiltExposure.newBuilder().setAccountId(accountId);
        try {
            Rebuilds.Rebuilt rebuilt =
                    rebuilds.rebuild(accountId, by, request.getOnOrdersAlone(), request.getValidateOnly());
            return result.setNeeded(rebuilt.plan().isNeeded())
                    .setExposureVersion(rebuilt.version())
                    .setBefore(proto(Figures.of(rebuilt.plan().before())))
                    .setJournal(proto(rebuilt.plan().journal()))
                    .setOrdersAndItems(proto(rebuilt.plan().ordersAndItems()))
                    .setAfter(proto(rebuilt.plan().after()))
                    .setLosesBudgets(rebuilt.plan().losesBudgets())
                    .build();
        } catch (StatusRuntimeException refusal) {
            return result.setError(Refusals.status(refusal)).build();
        }
    }

    private static ExposureDrift proto(DriftStore.Noted noted) {
        Drift drift = noted.drift();
        return ExposureDrift.newBuilder()
                .setAccountId(drift.accountId())
                .setCurrencyCode(noted.currency())
                .setKind(Objects.requireNonNull(
                        ExposureDrift.Kind.forNumber(drift.kind().number())))
                .setExposureVersion(drift.version())
                .setRow(proto(drift.row()))
                .setJournalVersion(drift.journal().latestVersion())
                .setJournal(proto(drift.journal().figures()))
                .setFoundAt(Times.timestamp(noted.foundAtMilli()))
                .setComparedAt(Times.timestamp(noted.comparedAtMilli()))
                .build();
    }

    private static ExposureFigures proto(Figures figures) {
        return ExposureFigures.newBuilder()
                .setReservedMinor(figures.reservedMinor())
                .setReceivablesMinor(figures.receivablesMinor())
                .setDisputedMinor(figures.disputedMinor())
                .setUnappliedMinor(figures.unappliedMinor())
                .build();
    }
}
