package io.tradeline.decision.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.TestAccounts;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.CreditMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccountDirectoryIT {
    private static final String DEEPEST = "level-" + AccountDirectory.MAX_DEPTH;

    @TempDir
    static Path directory;

    static ServiceFixture fixture;
    static ServiceFixture.Instance instance;
    static AgroalDataSource dataSource;

    @BeforeAll
    static void start() throws Exception {
        fixture = ServiceFixture.start(directory);
        instance = fixture.instance();
        dataSource = fixture.dataSource();
        for (int level = 1; level <= AccountDirectory.MAX_DEPTH; level++) {
            TestAccounts.store(instance, account("level-" + level, level == 1 ? "" : "level-" + (level - 1)));
        }
        TestAccounts.store(instance, account("beside", "level-1"));
    }

    @AfterAll
    static void stop() {
        dataSource.close();
        fixture.close();
    }

    @Test
    void readsAnAccountAndAllAboveItWithTheirExposures() throws Exception {
        AccountDirectory accounts = new AccountDirectory(100);

        AccountPath path = read(accounts, DEEPEST);

        assertThat(path.entries())
                .extracting(AccountEntry::id)
                .containsExactly(
                        "level-8", "level-7", "level-6", "level-5", "level-4", "level-3", "level-2", "level-1");
        assertThat(path.holder().id()).isEqualTo("level-1");
        assertThat(path.entries()).allSatisfy(entry -> {
            assertThat(entry.exposure().row()).isNotNull();
            assertThat(Objects.requireNonNull(entry.exposure().row()).accountId())
                    .isEqualTo(entry.id());
            assertThat(entry.exposure().row().factsVersion()).isEqualTo(entry.version());
        });
        assertThat(accounts.path(DEEPEST)).as("from memory now").isNotNull();
    }

    @Test
    void findsThePathHoweverLittleMemoryKeeps() throws Exception {
        AccountDirectory accounts = new AccountDirectory(0);

        assertThat(read(accounts, DEEPEST).entries()).hasSize(AccountDirectory.MAX_DEPTH);
        assertThat(accounts.path(DEEPEST)).isNull();
    }

    @Test
    void takesWhatIsAboveFromMemory() throws Exception {
        AccountDirectory accounts = new AccountDirectory(100);
        AccountEntry head = read(accounts, "level-2").entries().get(1);

        assertThat(read(accounts, "beside").entries().get(1))
                .as("not read again")
                .isSameAs(head);
    }

    @Test
    void anAccountThatDoesNotExistHasNoPath() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(new AccountDirectory(100).paths(connection, List.of("nobody", "beside")))
                    .containsOnlyKeys("beside");
        }
    }

    @Test
    void whatIsStoredIsReadAnewWhateverMemoryHas() throws Exception {
        TestAccounts.store(instance, account("moving-head", ""), account("moving", "moving-head"));
        AccountDirectory accounts = new AccountDirectory(100);
        read(accounts, "moving");
        TestAccounts.store(instance, account("moving-head", "").setVersion(2).setSegment("new"));

        AccountPath remembered = read(accounts, "moving");
        try (Connection connection = dataSource.getConnection()) {
            AccountPath stored = Objects.requireNonNull(
                    accounts.stored(connection, List.of("moving")).get("moving"));

            assertThat(remembered.holder().version()).isEqualTo(1);
            assertThat(stored.holder().version()).isEqualTo(2);
            assertThat(read(accounts, "moving").holder().version())
                    .as("memory knows it from now on")
                    .isEqualTo(2);
        }
    }

    private static AccountPath read(AccountDirectory accounts, String accountId) throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            return Objects.requireNonNull(
                    accounts.paths(connection, List.of(accountId)).get(accountId), accountId);
        }
    }

    private static Account.Builder account(String id, String parent) {
        Account.Builder account = TestAccounts.active(
                id, parent, parent.isEmpty() ? CreditMode.CREDIT_MODE_OWN : CreditMode.CREDIT_MODE_SHARED);
        return parent.isEmpty() ? account.setCreditLimit(TestAccounts.limit(100_000_00, 100_000_00)) : account;
    }
}
