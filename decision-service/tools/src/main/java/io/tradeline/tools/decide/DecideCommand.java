package io.tradeline.tools.decide;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.StatusRuntimeException;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc.DecisionsBlockingStub;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.client.RpcErrors;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.client.ServiceOptions;
import io.tradeline.tools.text.Ink;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tradeline decide}: one decision. A decline is an answer too: the exit code is 0 whenever there is one. */
@Command(
        name = "decide",
        description = {
            "Decides one order, and reserves its credit when it is approved.",
            "The exit code is 0 for every answer, also for a decline."
        })
public final class DecideCommand implements Callable<Integer> {
    private static final int DEADLINE_SECONDS = 30;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = {
                "Protobuf JSON of an Order or an AuthorizeRequest; - reads standard input.",
                "A request id is made, and printed, where there is none; the same id never acts twice."
            })
    private @Nullable String file;

    @Option(names = "--json", description = "Print the decision as protobuf JSON.")
    private boolean json;

    @Option(names = "--what-if", description = "Only evaluate: nothing is reserved or stored.")
    private boolean whatIf;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Override
    public Integer call() throws InvalidProtocolBufferException {
        AuthorizeRequest request =
                DecisionFile.read(Objects.requireNonNull(file), System.in, () -> "decide-" + UUID.randomUUID());
        String[] scopes = request.hasClock() ? new String[] {"decide", "simulate"} : new String[] {"decide"};
        Decision decision;
        try (ServiceClient client = service.connect(scopes)) {
            decision = ask(client, request);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(JsonFormat.printer().print(decision));
        } else {
            new DecisionText(Ink.ofStandardOutput()).render(decision).forEach(out::println);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private Decision ask(ServiceClient client, AuthorizeRequest request) {
        DecisionsBlockingStub decisions =
                client.decisionsBlocking().withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
        try {
            if (whatIf) {
                EvaluateRequest.Builder question = EvaluateRequest.newBuilder().setOrder(request.getOrder());
                if (request.hasClock()) {
                    question.setClock(request.getClock());
                }
                return decisions.evaluate(question.build()).getDecision();
            }
            return decisions.authorize(request).getDecision();
        } catch (StatusRuntimeException failure) {
            throw RpcErrors.explain(failure, client.target());
        }
    }
}
