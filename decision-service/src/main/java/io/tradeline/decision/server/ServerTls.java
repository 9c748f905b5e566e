package io.tradeline.decision.server;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.grpc.util.CertificateUtils;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 for the port, with files that may be replaced while it runs: new connections get what is new. Files that don't fit each other, or can't be
 * read, change nothing: they may just be in the middle of being replaced, and are looked at again.
 */
final class ServerTls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final int LARGEST_FILE = 1024 * 1024;

    private final TlsSettings settings;
    private final TlsMeters meters;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final @Nullable AdvancedTlsX509TrustManager clients;
    private final SslContext context;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "tls-files");
        thread.setDaemon(true);
        return thread;
    });

    /** Of the files in use. */
    private byte[] inUse = new byte[0];

    /** Why the files could not be used when they were looked at last; empty when they could. */
    private String problem = "";

    /** @throws IllegalArgumentException when the files are of no use */
    ServerTls(TlsSettings settings, TlsMeters meters) {
        this.settings = settings;
        this.meters = meters;
        try {
            this.clients = settings.clientCa() == null
                    ? null
                    : AdvancedTlsX509TrustManager.newBuilder()
                            .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
                            .build();
            load(Pem.read(settings));
            SslContextBuilder builder = SslContextBuilder.forServer(keys).protocols("TLSv1.3", "TLSv1.2");
            if (clients != null) {
                builder.trustManager(clients)
                        .clientAuth(settings.clientRequired() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
            }
            this.context = GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
            throw new IllegalArgumentException(
                    "tradeline.grpc.tls: " + unusable.getMessage()
                            + " (expected: readable PEM files, and a key that belongs to the certificate)",
                    unusable);
        }
        long period = settings.reload().toMillis();
        watch.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    SslContext context() {
        return context;
    }

    private void look() {
        try {
            Pem found = Pem.read(settings);
            if (!MessageDigest.isEqual(found.hash(), inUse)) {
                load(found);
                LOG.info("new TLS certificates are in use, good until {}", meters.expiresAt());
            }
            problem = "";
        } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
            meters.failed();
            if (!problem.equals(unusable.toString())) {
                problem = unusable.toString();
                LOG.warn("TLS files are of no use, the last good ones stay: {}", problem);
            }
        }
    }

    private void load(Pem files) throws GeneralSecurityException, IOException {
        X509Certificate[] chain = CertificateUtils.getX509Certificates(new ByteArrayInputStream(files.certificate()));
        PrivateKey key = CertificateUtils.getPrivateKey(new ByteArrayInputStream(files.key()));
        if (chain.length == 0) {
            throw new GeneralSecurityException(settings.certificate() + " holds no certificate");
        }
        requirePair(chain[0], key);
        byte[] ca = files.clientCa();
        X509Certificate[] trusted =
                ca == null ? null : CertificateUtils.getX509Certificates(new ByteArrayInputStream(ca));
        if (trusted != null && trusted.length == 0) {
            throw new GeneralSecurityException(settings.clientCa() + " holds no certificate");
        }
        if (clients != null && trusted != null) {
            clients.updateTrustCredentials(trusted);
        }
        keys.updateIdentityCredentials(chain, key);
        inUse = files.hash();
        meters.loaded(chain[0].getNotAfter().toInstant());
    }

    /** While files are being replaced, the one may be new already and the other not yet. */
    private void requirePair(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        byte[] probe = {1, 2, 3};
        String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256with" + key.getAlgorithm();
        Signature signing = Signature.getInstance(algorithm);
        boolean same = key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm());
        if (same) {
            signing.initSign(key);
            signing.update(probe);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(probe);
            same = verifying.verify(signature);
        }
        if (!same) {
            throw new GeneralSecurityException(
                    settings.key() + " is not the key of the first certificate in " + settings.certificate());
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    /** The files' contents at one look, and a hash over all of them. */
    private record Pem(byte[] certificate, byte[] key, byte @Nullable [] clientCa, byte[] hash) {

        static Pem read(TlsSettings settings) throws IOException, GeneralSecurityException {
            byte[] certificate = bytes(settings.certificate());
            byte[] key = bytes(settings.key());
            Path ca = settings.clientCa();
            byte[] clientCa = ca == null ? null : bytes(ca);
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(MessageDigest.getInstance("SHA-256").digest(certificate));
            hash.update(MessageDigest.getInstance("SHA-256").digest(key));
            if (clientCa != null) {
                hash.update(clientCa);
            }
            return new Pem(certificate, key, clientCa, hash.digest());
        }

        private static byte[] bytes(Path file) throws IOException {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException(file + " is larger than " + LARGEST_FILE + " bytes");
            }
            return Files.readAllBytes(file);
        }
    }
}
