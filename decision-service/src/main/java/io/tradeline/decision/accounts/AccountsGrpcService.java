package io.tradeline.decision.accounts;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.stub.StreamObserver;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.access.Caller;
import io.tradeline.decision.access.CallerLimits;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.ledger.CacheRefresh;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Calls;
import io.tradeline.decision.rpc.PageToken;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.accounts.v1.GetRequest;
import io.tradeline.proto.accounts.v1.GetResponse;
import io.tradeline.proto.accounts.v1.ListRequest;
import io.tradeline.proto.accounts.v1.ListResponse;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResponse;
import io.tradeline.proto.accounts.v1.UpsertResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/** The Accounts service on PostgreSQL. */
public final class AccountsGrpcService extends AccountsGrpc.AccountsImplBase {

    private static final int DEFAULT_PAGE = 100;

    private final DataSource dataSource;
    private final AccountDirectory directory;
    private final CacheRefresh refresh;
    private final UpsertAccounts upsert;
    private final Calls calls;

    public AccountsGrpcService(
            DataSource dataSource, AccountDirectory directory, CacheRefresh refresh, Clock clock, Calls calls) {
        this.dataSource = dataSource;
        this.directory = directory;
        this.refresh = refresh;
        this.upsert = new UpsertAccounts(dataSource, directory, clock);
        this.calls = calls;
    }

    @Override
    public void upsert(UpsertRequest request, StreamObserver<UpsertResponse> observer) {
        CallerLimits.current().entries(request.getAccountsCount());
        calls.run(observer, () -> {
            UpsertResponse response = upsert.upsert(request, Caller.current().accounts());
            if (!request.getValidateOnly()) {
                refresh.of(response.getResultsList().stream()
                        .filter(result -> !result.hasError())
                        .map(UpsertResult::getAccountId)
                        .distinct()
                        .toList());
            }
            return response;
        });
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> observer) {
        calls.run(observer, () -> get(request.getAccountId()));
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListResponse> observer) {
        calls.run(observer, () -> list(request));
    }

    private GetResponse get(String accountId) throws SQLException, InvalidProtocolBufferException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT f.content, f.stored_at FROM account a JOIN account_facts f USING (account_id, facts_version) WHERE account_id = ?")) {
            // Comes first: for an account that is not known, and one out of reach, the same is done.
            if (!isSeen(connection, accountId)) {
                throw Refusals.unknown("account", accountId);
            }
            statement.setString(1, accountId);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw Refusals.unknown("account", accountId);
                }
                return GetResponse.newBuilder()
                        .setAccount(Account.parseFrom(rows.getBytes(1)))
                        .setStoredAt(Times.timestamp(rows.getTimestamp(2).getTime()))
                        .build();
            }
        }
    }

    private boolean isSeen(Connection connection, String accountId) throws SQLException {
        AccountReach reach = Caller.current().accounts();
        if (reach.isEverything()) {
            return true;
        }
        AccountPath path = directory.stored(connection, List.of(accountId)).get(accountId);
        return path != null && reach.sees(path);
    }

    private ListResponse list(ListRequest request) throws SQLException, InvalidProtocolBufferException {
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        String under = request.getUnderAccountId();
        String after = PageToken.read(request.getPageToken(), "accounts", under);
        AccountReach reach = Caller.current().accounts();
        Collection<String> heads = !under.isEmpty() ? List.of(under) : reach.isEverything() ? List.of() : reach.heads();
        boolean all = under.isEmpty() && reach.isEverything();
        String source = all ? "account" : """
                  (WITH RECURSIVE below AS (
                      SELECT account_id, facts_version, 1 AS depth FROM account WHERE account_id = ANY (?)
                      UNION ALL
                      SELECT a.account_id, a.facts_version, depth + 1 FROM account a JOIN below ON a.parent_account_id = below.account_id WHERE depth < 9
                  ) SELECT DISTINCT account_id, facts_version FROM below) a""";
        ListResponse.Builder response = ListResponse.newBuilder();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT account_id, f.content FROM " + source
                                + " JOIN account_facts f USING (account_id, facts_version) WHERE account_id > ? ORDER BY account_id LIMIT ?")) {
            if (!under.isEmpty() && !isSeen(connection, under)) {
                return ListResponse.getDefaultInstance();
            }
            int parameter = 1;
            if (!all) {
                statement.setArray(parameter++, connection.createArrayOf("text", heads.toArray()));
            }
            statement.setString(parameter++, after);
            statement.setInt(parameter, size + 1);
            String last = "";
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (response.getAccountsCount() == size) {
                        return response.setNextPageToken(PageToken.write(last, "accounts", under))
                                .build();
                    }
                    last = rows.getString(1);
                    response.addAccounts(Account.parseFrom(rows.getBytes(2)));
                }
            }
        }
        return response.build();
    }
}
