package io.tradeline.decision.releases;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.proto.releases.v1.PublishRequest;
import io.tradeline.proto.releases.v1.Release;
import io.tradeline.proto.releases.v1.ReleaseFile;
import io.tradeline.proto.releases.v1.ReleaseStatus;
import io.tradeline.proto.releases.v1.Replica;
import io.tradeline.rules.release.ReleaseSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Releases, activations and replicas in PostgreSQL. */
final class ReleaseStore {

    /** A replica that has not reported for so long is gone. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final DataSource dataSource;

    ReleaseStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Stores a release unless it is there already; gives what is stored. */
    Release publish(ReleaseSource source, Release summary) throws SQLException, InvalidProtocolBufferException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO release (digest, files, summary, published_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            statement.setString(1, summary.getDigest());
            statement.setBytes(2, files(source).toByteArray());
            statement.setBytes(3, summary.toByteArray());
            statement.setTimestamp(4, new Timestamp(Times.epochMilli(summary.getPublishedAt())));
            statement.executeUpdate();
        }
        return find(summary.getDigest()).orElseThrow();
    }

    Optional<Release> find(String digest) throws SQLException, InvalidProtocolBufferException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT summary FROM release WHERE digest = ?")) {
            statement.setString(1, digest);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(Release.parseFrom(rows.getBytes(1))) : Optional.empty();
            }
        }
    }

    Optional<ReleaseSource> source(String digest) throws SQLException, InvalidProtocolBufferException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT files FROM release WHERE digest = ?")) {
            statement.setString(1, digest);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(source(PublishRequest.parseFrom(rows.getBytes(1)))) : Optional.empty();
            }
        }
    }

    static ReleaseSource source(PublishRequest request) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (ReleaseFile file : request.getFilesList()) {
            if (files.put(file.getPath(), file.getContent().toByteArray()) != null) {
                throw new IllegalArgumentException(file.getPath() + ": given twice (expected: each path once)");
            }
        }
        return ReleaseSource.of(files);
    }

    static PublishRequest files(ReleaseSource source) {
        PublishRequest.Builder files = PublishRequest.newBuilder();
        source.files()
                .forEach((path, content) -> files.addFiles(
                        ReleaseFile.newBuilder().setPath(path).setContent(ByteString.copyFrom(content))));
        return files.build();
    }

    /** The newest first, after the given position. */
    List<Release> list(long beforeMilli, String afterDigest, int most)
            throws SQLException, InvalidProtocolBufferException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT summary FROM release WHERE published_at < ? OR published_at = ? AND digest > ?
                        ORDER BY published_at DESC, digest LIMIT ?""")) {
            statement.setTimestamp(1, new Timestamp(beforeMilli));
            statement.setTimestamp(2, new Timestamp(beforeMilli));
            statement.setString(3, afterDigest);
            statement.setInt(4, most);
            List<Release> releases = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    releases.add(Release.parseFrom(rows.getBytes(1)));
                }
            }
            return releases;
        }
    }

    /**
     * Makes a stored release the active one.
     *
     * @param expected the one that must be active now; empty: any
     * @return whether it was so
     */
    boolean activate(String digest, String expected, String by, long nowMilli) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                try (PreparedStatement lock = connection.prepareStatement(
                        "SELECT pg_advisory_xact_lock(hashtext('tradeline release activation'))")) {
                    lock.execute();
                }
                String active = active(connection).orElse("");
                if (!expected.isEmpty() && !expected.equals(active)) {
                    connection.rollback();
                    return false;
                }
                if (!active.equals(digest)) {
                    insertActivation(connection, digest, by, nowMilli);
                }
                connection.commit();
                return true;
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }

    private static void insertActivation(Connection connection, String digest, String by, long nowMilli)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO activation (digest, activated_at, activated_by) VALUES (?, ?, ?)")) {
            statement.setString(1, digest);
            statement.setTimestamp(2, new Timestamp(nowMilli));
            statement.setString(3, by);
            statement.executeUpdate();
        }
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO journal (events) VALUES (ARRAY[?])")) {
            statement.setBytes(
                    1,
                    Event.newBuilder()
                            .setKind(Event.Kind.KIND_RELEASE_ACTIVATED)
                            .setSubject(digest)
                            .setOccurredAt(Times.timestamp(nowMilli))
                            .build()
                            .toByteArray());
            statement.executeUpdate();
        }
    }

    /** The digest of the release that should decide; empty before the first activation. */
    Optional<String> active() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return active(connection);
        }
    }

    private static Optional<String> active(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT digest FROM activation ORDER BY activation_id DESC LIMIT 1");
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }

    /** Notes which release a replica serves, by the clock that all of them share: a replica whose own clock is behind must not look silent. */
    void report(String replicaId, String digest) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        INSERT INTO replica (replica_id, serving_digest, reported_at) VALUES (?, ?, clock_timestamp())
                        ON CONFLICT (replica_id) DO UPDATE SET serving_digest = excluded.serving_digest, reported_at = excluded.reported_at""")) {
            statement.setString(1, replicaId);
            statement.setString(2, digest);
            statement.executeUpdate();
        }
    }

    /** Forgets a replica that ends, and those that have been silent for a day. */
    void leave(String replicaId) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "DELETE FROM replica WHERE replica_id = ? OR reported_at < clock_timestamp() - interval '1 day'")) {
            statement.setString(1, replicaId);
            statement.executeUpdate();
        }
    }

    ReleaseStatus status() throws SQLException {
        ReleaseStatus.Builder status = ReleaseStatus.newBuilder();
        try (Connection connection = dataSource.getConnection()) {
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT digest, activated_at, activated_by FROM activation ORDER BY activation_id DESC LIMIT 1");
                    ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    status.setActiveDigest(rows.getString(1))
                            .setActivatedAt(Times.timestamp(rows.getTimestamp(2).getTime()))
                            .setActivatedBy(rows.getString(3));
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT replica_id, serving_digest, reported_at FROM replica WHERE reported_at >= clock_timestamp() - make_interval(secs => ?) ORDER BY replica_id")) {
                statement.setDouble(1, SILENCE.toSeconds());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        status.addReplicas(Replica.newBuilder()
                                .setReplicaId(rows.getString(1))
                                .setServingDigest(rows.getString(2))
                                .setReportedAt(
                                        Times.timestamp(rows.getTimestamp(3).getTime())));
                    }
                }
            }
        }
        boolean everywhere = status.getReplicasCount() > 0
                && status.getReplicasList().stream()
                        .allMatch(replica -> replica.getServingDigest().equals(status.getActiveDigest()));
        return status.setServedEverywhere(everywhere).build();
    }
}
