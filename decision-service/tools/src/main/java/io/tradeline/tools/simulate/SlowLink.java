package io.tradeline.tools.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** Stands between the service and a server on this machine, and can make the server's answers late. */
final class SlowLink implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1_000;

    private final ServerSocket door;
    private final IntSupplier server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long delayMillis;
    private volatile boolean closed;

    /** @param server port on 127.0.0.1 of the server behind it, asked for with each connection */
    SlowLink(IntSupplier server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        start("slow link", this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** From now on every answer arrives so much later. */
    void delay(long millis) {
        delayMillis = millis;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = door.accept();
                open.add(client);
                start("slow link, one connection", () -> serve(client));
            } catch (IOException ended) {
                if (!closed) {
                    throw new java.io.UncheckedIOException(ended);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket behind = new Socket()) {
            behind.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getAsInt()), CONNECT_MILLIS);
            open.add(behind);
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            start("slow link, questions", () -> pump(client, behind, false));
            pump(behind, client, true);
            open.remove(behind);
        } catch (IOException gone) {
            // As if there were no link: whoever called sees its connection end.
            open.remove(client);
        } finally {
            open.remove(client);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (answers && delayMillis > 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException ended) {
            // One side has gone; the other follows.
            close(from);
        }
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            throw new java.io.UncheckedIOException(alreadyGone);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
