package io.tradeline.tools.start.demo;

import com.google.common.collect.Lists;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.accounts.v1.ListRequest;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResult;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.PostingResult;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.token.LocalTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Loads the demonstration into a database without accounts, through the same calls that anyone would use. While it loads, a file in the data directory holds its
 * day: a load that was cut off is completed by the next start, with the same dates.
 */
public final class DemoLoader {
    private static final int BATCH = 100;
    private static final long DEADLINE_SECONDS = 60;

    private final Path unfinished;
    private final int port;
    private final LocalTokens tokens;
    private final Clock clock;

    /**
     * @param directory the data directory
     * @param port of the decision service's calls on 127.0.0.1
     */
    public DemoLoader(Path directory, int port, LocalTokens tokens, Clock clock) {
        this.unfinished = directory.resolve("demo.unfinished");
        this.port = port;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * Loads it when the database is empty.
     *
     * @param progress gets a sentence for people when something is loaded
     * @throws CommandException when the decision service refuses a part of it
     */
    public void load(Consumer<String> progress) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            Optional<LocalDate> begun = begun();
            if (begun.isPresent() || isEmpty(channel)) {
                LocalDate day = begun.orElse(LocalDate.now(clock));
                Files.writeString(unfinished, day + "\n");
                List<Account> accounts = new DemoAccounts(day).all();
                List<Posting> postings = new DemoReceivables(day).all();
                upsert(channel, accounts);
                post(channel, postings);
                Files.deleteIfExists(unfinished);
                progress.accept("Loaded a demonstration: " + DemoCompanies.all().size() + " companies with "
                        + accounts.size() + " accounts, " + postings.size() + " invoices and payments.");
            }
        } catch (StatusRuntimeException failure) {
            throw CommandException.failed("can't load the demonstration: " + failure.getStatus(), failure);
        } catch (IOException failure) {
            throw CommandException.environment("can't note the demonstration in " + unfinished, failure);
        } finally {
            channel.shutdownNow();
        }
    }

    private Optional<LocalDate> begun() throws IOException {
        try {
            return Optional.of(LocalDate.parse(Files.readString(unfinished).strip()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (DateTimeParseException cutOff) {
            // Cut off while it was written, that is before anything was loaded.
            return Optional.empty();
        }
    }

    private boolean isEmpty(ManagedChannel channel) {
        return accounts(channel)
                        .list(ListRequest.newBuilder().setPageSize(1).build())
                        .getAccountsCount()
                == 0;
    }

    private void upsert(ManagedChannel channel, List<Account> accounts) {
        for (List<Account> batch : Lists.partition(accounts, BATCH)) {
            UpsertRequest request =
                    UpsertRequest.newBuilder().addAllAccounts(batch).build();
            for (UpsertResult result : accounts(channel).upsert(request).getResultsList()) {
                requireOk("account " + result.getAccountId(), result.getError());
            }
        }
    }

    private void post(ManagedChannel channel, List<Posting> postings) {
        for (List<Posting> batch : Lists.partition(postings, BATCH)) {
            PostReceivablesRequest request =
                    PostReceivablesRequest.newBuilder().addAllPostings(batch).build();
            for (PostingResult result :
                    exposures(channel).postReceivables(request).getResultsList()) {
                requireOk("posting " + result.getPostingId(), result.getError());
            }
        }
    }

    private static void requireOk(String what, Status error) {
        if (error.getCode() != Code.OK_VALUE) {
            throw CommandException.failed("can't load the demonstration: " + what + ": "
                    + Code.forNumber(error.getCode()) + ": " + error.getMessage());
        }
    }

    private AccountsGrpc.AccountsBlockingStub accounts(ManagedChannel channel) {
        return AccountsGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer()))
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private ExposuresGrpc.ExposuresBlockingStub exposures(ManagedChannel channel) {
        return ExposuresGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer()))
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private Metadata bearer() {
        Metadata metadata = new Metadata();
        metadata.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + tokens.issue("demo", Duration.ofMinutes(10), "accounts", "receivables"));
        return metadata;
    }
}
