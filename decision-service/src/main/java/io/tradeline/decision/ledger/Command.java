package io.tradeline.decision.ledger;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.ledger.Receivable.Key;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that changes what accounts hold or owe. It is applied to a {@link WorkingSet}, any number of times until one attempt commits: applying it
 * twice to equal sets gives equal results, and a refusal leaves the set as it was.
 */
public interface Command {

    /** The account whose row orders this command among others; null while only the authorization is known. */
    @Nullable String accountId();

    /** The authorization that it is about; null for none. */
    default @Nullable UUID authorizationId() {
        return null;
    }

    /** Whether it also needs the latest decision of the authorization. */
    default boolean readsLatestDecision() {
        return false;
    }

    /** Documents that it must see, by id, in its account. */
    default Collection<String> documentIds() {
        return List.of();
    }

    /** How many of the account's open items, the oldest first, it must see. */
    default int openItems() {
        return 0;
    }

    /** What makes it the same as an earlier one; null for commands that the service gives itself. */
    @Nullable Identity identity();

    /** The moment for which it is carried out: milliseconds of the epoch. It stays the same in every attempt. */
    long clockMilli();

    /** Whether it needs nothing but the exposures of its path, so that it can be tried on cached ones before any lock is taken. */
    default boolean isSpeculative() {
        return false;
    }

    /** For postings: what is stored of the request. */
    default byte[] body() {
        return new byte[0];
    }

    /**
     * Applies it.
     *
     * @throws StatusRuntimeException when it is refused; then nothing has changed
     */
    Applied apply(WorkingSet set);

    /**
     * What came of it.
     *
     * @param subject the decision that was made, or the authorization that was changed
     * @param response the answer, asked for when it is to be written
     * @param inLog whether the answer can be restored from the decision log alone
     */
    record Applied(UUID subject, Supplier<Message> response, boolean inLog) {}

    /** The first answer, restored for a repetition. */
    Message restore(FirstAnswer first) throws com.google.protobuf.InvalidProtocolBufferException;

    /** A request id, or posting id, and what was asked under it. */
    record Identity(Space space, String id, ByteString bodyHash) {

        /** Ids of different kinds don't meet. */
        public enum Space {
            REQUEST,
            POSTING
        }
    }

    /**
     * What is stored of a first answer.
     *
     * @param response as stored; null when it stands in the decision
     * @param decision the decision; null when it was not needed or is past retention
     */
    record FirstAnswer(byte @Nullable [] response, @Nullable StoredDecision decision) {}

    /** The names of the documents of a command, as keys of their first parts. */
    default List<Key> documentKeys(String accountId) {
        return documentIds().stream().map(id -> new Key(accountId, id, 0)).toList();
    }
}
