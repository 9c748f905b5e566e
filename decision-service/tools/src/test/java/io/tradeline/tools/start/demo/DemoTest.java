package io.tradeline.tools.start.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.tradeline.decision.validation.ContractValidator;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.Posting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 4);

    private final ContractValidator validator = new ContractValidator();
    private final List<Account> accounts = new DemoAccounts(DAY).all();
    private final List<Posting> postings = new DemoReceivables(DAY).all();

    private void assertValid(Message message) {
        assertThat(validator.violations(message)).as(message.toString()).isEmpty();
    }

    @Test
    void isTheSameAtEachCall() {
        assertThat(new DemoAccounts(DAY).all()).isEqualTo(accounts);
        assertThat(new DemoReceivables(DAY).all()).isEqualTo(postings);
    }

    @Test
    void fortyCompaniesWithTheirBranches() {
        assertThat(DemoCompanies.all()).hasSize(40);
        assertThat(accounts).hasSize(120);
        assertThat(accounts.stream()
                        .filter(account -> account.getParentAccountId().isEmpty()))
                .hasSize(40);
        Set<String> seen = new HashSet<>();
        for (Account account : accounts) {
            assertThat(account.getParentAccountId().isEmpty() || seen.contains(account.getParentAccountId()))
                    .as("parent of %s comes first", account.getAccountId())
                    .isTrue();
            assertThat(seen.add(account.getAccountId())).isTrue();
        }
    }

    @Test
    void showsEveryKindOfCustomer() {
        assertThat(accounts.stream().map(Account::getStatus).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        AccountStatus.ACCOUNT_STATUS_PROSPECT,
                        AccountStatus.ACCOUNT_STATUS_APPLIED,
                        AccountStatus.ACCOUNT_STATUS_IN_REVIEW,
                        AccountStatus.ACCOUNT_STATUS_PROBATION,
                        AccountStatus.ACCOUNT_STATUS_ACTIVE,
                        AccountStatus.ACCOUNT_STATUS_SUSPENDED,
                        AccountStatus.ACCOUNT_STATUS_CLOSED);
        assertThat(accounts.stream().map(Account::getSegment).distinct())
                .containsExactlyInAnyOrder("key-account", "mid-market", "small-business");
        assertThat(accounts.stream().map(Account::getCreditMode).distinct()).hasSize(2);
        assertThat(accounts.stream()
                        .filter(Account::hasTerms)
                        .map(account -> account.getTerms().getBasis())
                        .distinct())
                .hasSize(4);
    }

    @Test
    void theContractsAcceptIt() {
        for (Account account : accounts) {
            assertValid(account);
        }
        for (Posting posting : postings) {
            assertValid(posting);
        }
    }

    @Test
    void sharedCreditHasTheParentsCurrency() {
        Map<String, Account> byId =
                accounts.stream().collect(Collectors.toMap(Account::getAccountId, Function.identity()));
        for (Account account : accounts) {
            if (account.getCreditMode() == CreditMode.CREDIT_MODE_SHARED) {
                Account parent = Objects.requireNonNull(byId.get(account.getParentAccountId()));
                assertThat(account.getCurrencyCode()).isEqualTo(parent.getCurrencyCode());
            }
        }
    }

    @Test
    void someOweLate() {
        long late = postings.stream()
                .filter(Posting::hasInvoice)
                .filter(posting -> due(posting).isBefore(DAY))
                .filter(posting -> posting.getPostingId().endsWith("invoice-3"))
                .count();
        assertThat(late).isBetween(2L, 5L);
        assertThat(postings.stream().filter(Posting::hasDispute)).hasSize(1);
        assertThat(postings.stream().map(Posting::getPostingId)).doesNotHaveDuplicates();
    }

    private static LocalDate due(Posting posting) {
        com.google.type.Date due = posting.getInvoice().getDueDate();
        return LocalDate.of(due.getYear(), due.getMonth(), due.getDay());
    }

    @Test
    void theExamplesAreOrdersOfKnownBuyersAndStayAsTheUserLeftThem(@TempDir Path temp) throws IOException {
        Path first = DemoExamples.write(temp);
        EvaluateRequest.Builder whatIf = EvaluateRequest.newBuilder();
        JsonFormat.parser().merge(Files.readString(first), whatIf);
        assertValid(whatIf.build());
        AuthorizeRequest.Builder order = AuthorizeRequest.newBuilder();
        JsonFormat.parser().merge(Files.readString(first), order);
        assertThat(order.getOrder()).isEqualTo(whatIf.getOrder());
        Account account = accounts.stream()
                .filter(one -> one.getAccountId().equals(whatIf.getOrder().getAccountId()))
                .findFirst()
                .orElseThrow();
        assertThat(account.getBuyersList())
                .anyMatch(buyer -> buyer.getBuyerId().equals(whatIf.getOrder().getBuyerId())
                        && buyer.getOrderLimitMinor()
                                >= whatIf.getOrder().getAmount().getAmountMinor());

        Files.writeString(first, "{}");
        DemoExamples.write(temp);
        assertThat(first).hasContent("{}");
        assertThat(List.of(first, temp.resolve("large-order.json"))).allMatch(Files::exists);
    }
}
